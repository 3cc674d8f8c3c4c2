package dev.buntime.sandbox;

/** Whose a thread in the thread group of a worker is. */
public enum ThreadOwner {
  /** The worker's: the runner made it to run code of the app, and ends it. */
  WORKER,

  /** The app's: its code has started it, and should end it. */
  APP,

  /**
   * The platform's: it is in the group only because a pool of the platform made it while a thread
   * of the worker gave it work. It serves others, too, and must be left alone.
   */
  PLATFORM
}
