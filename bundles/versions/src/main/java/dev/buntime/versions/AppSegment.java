package dev.buntime.versions;

import java.util.Optional;

/** The segment of a path that names an app: {@code app} or {@code app@range}. */
public final class AppSegment {
  private AppSegment() {}

  /**
   * What is wrong with a text that is to be one, in words without a full stop; empty if nothing is.
   * That there is such an app does not matter.
   */
  public static Optional<String> fault(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    if (!AppVersion.isName(name)) {
      return Optional.of("'" + name + "' is not an app name ([a-z0-9][a-z0-9._-]*)");
    }
    if (at >= 0) {
      try {
        VersionRange.parse(text.substring(at + 1));
      } catch (RangeSyntaxException e) {
        return Optional.of("the range after @ is malformed at " + e.getMessage());
      }
    }
    return Optional.empty();
  }
}
