package dev.buntime.management.internal.events;

/** Where what waits for a {@link Subscriber} goes. None of its methods waits for the client. */
interface Outlet {

  /** Begins to write what waits. */
  void begin();

  /** Ends the answer, however much waits. */
  void end();
}
