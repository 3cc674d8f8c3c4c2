package dev.buntime.router.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.router.RangeSyntaxException;
import dev.buntime.router.VersionRange;

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
    int at = segment.indexOf('@');
    String name = at < 0 ? segment : segment.substring(0, at);
    if (!AppVersion.isName(name)) {
      return malformed(text, "'" + name + "' is not an app name ([a-z0-9][a-z0-9._-]*)");
    }
    if (at >= 0) {
      try {
        VersionRange.parse(segment.substring(at + 1));
      } catch (RangeSyntaxException e) {
        return malformed(text, "the range after @ is malformed at " + e.getMessage());
      }
    }
    return new App(segment);
  }

  private static Malformed malformed(String text, String reason) {
    return new Malformed(
        "%s: shell = '%s': %s; allowed are app, app@range or nothing"
            .formatted(RouterConfig.PID, text, reason));
  }
}
