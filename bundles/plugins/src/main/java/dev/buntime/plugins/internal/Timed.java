package dev.buntime.plugins.internal;

/** Something that has a time limit. */
interface Timed {

  /**
   * Looks whether the time is over, and ends it then; called again and again by one thread.
   *
   * @param now nanoseconds of the ticker
   */
  void check(long now);
}
