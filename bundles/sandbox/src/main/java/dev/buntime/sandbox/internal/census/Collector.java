package dev.buntime.sandbox.internal.census;

/** The garbage collector, as far as the census has to know it. Thread-safe. */
interface Collector {

  /**
   * How many collections of the whole heap, which unload classes, have ended since the JVM started.
   */
  long fullCollections();

  /** Asks for such a collection. */
  void nudge();
}
