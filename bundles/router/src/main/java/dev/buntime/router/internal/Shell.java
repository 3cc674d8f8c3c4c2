package dev.buntime.router.internal;

import dev.buntime.versions.AppSegment;

/** What is configured to answer at {@code /}. */
sealed interface Shell {

  /** Nothing. */
  record None() implements Shell {}

  /**
   * An app.
   *
   * @param segment the app as a URL names it: {@code app} or {@code app@range}
   */
  record App(String segment) implements Shell {}

  /**
   * A text that names no app.
   *
   * @param problem PID, key, value, what is wrong and what is allowed
   */
  record Malformed(String problem) implements Shell {}

  /** Reads the configured text. */
  static Shell of(String text) {
    String segment = text.strip();
    if (segment.isEmpty()) {
      return new None();
    }
    return AppSegment.fault(segment)
        .<Shell>map(fault -> malformed(text, fault))
        .orElseGet(() -> new App(segment));
  }

  private static Malformed malformed(String text, String reason) {
    return new Malformed(
        "%s: shell = '%s': %s; allowed are app, app@range or nothing"
            .formatted(RouterConfig.PID, text, reason));
  }
}
