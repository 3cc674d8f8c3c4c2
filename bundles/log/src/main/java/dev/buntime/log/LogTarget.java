package dev.buntime.log;

/** What a level is set for. */
public sealed interface LogTarget {

  /** All that nothing else is said of. */
  record Everything() implements LogTarget {}

  /** A logger and those below it. */
  record OfLogger(String name) implements LogTarget {}

  /** The lines of an app. */
  record OfApp(String name) implements LogTarget {}
}
