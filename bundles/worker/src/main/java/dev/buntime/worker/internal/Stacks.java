package dev.buntime.worker.internal;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The stack of a thread for a line in the log. */
final class Stacks {
  private static final int DEEPEST = 25;

  private Stacks() {}

  /** What the thread does at the moment, innermost call first, on lines of their own. */
  static String of(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .limit(DEEPEST)
        .map(frame -> "\n    at " + frame)
        .collect(Collectors.joining("", thread.getState().toString(), ""));
  }
}
