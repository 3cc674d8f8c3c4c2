package dev.buntime.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a line of the access log looks. */
public enum AccessFormat {
  /** The combined log format, which many programs read. */
  COMBINED,
  /** Each line is an object of JSON. */
  JSON;

  /** All names as they are written in settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(AccessFormat::word).toList();
  }

  /** The format of a name that is one of {@link #words}. */
  public static AccessFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The name as it is written in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
