package dev.buntime.log;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a line of the log looks. */
public enum LogFormat {
  /** For people. */
  PRETTY,
  /** For programs: each line is an object of JSON. */
  JSON;

  /** All names as they are written in settings. */
  public static List<String> words() {
    return Arrays.stream(values()).map(LogFormat::word).toList();
  }

  /** The format of a name that is one of {@link #words}. */
  public static LogFormat of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** The name as it is written in settings. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
