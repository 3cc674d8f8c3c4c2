package dev.buntime.log;

/**
 * Something that only a worker has, and by which lines are found to be its own: a thread, or a
 * thread group and all threads in it. No app can make one, because no app sees this type.
 */
public interface LogOwner {
  /** Whose the lines are. */
  LogSource logSource();
}
