package dev.buntime.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the runner is used for; it decides defaults. */
public enum Mode {
  /** On the machine of a developer. */
  DEVELOPMENT(10, "pretty", false),
  /** Like production, but smaller. */
  STAGING(50, "json", true),
  /** For users. */
  PRODUCTION(500, "json", true),
  /** In tests. */
  TEST(5, "pretty", false);

  private final int poolSize;
  private final String logFormat;
  private final boolean logsAccess;

  Mode(int poolSize, String logFormat, boolean logsAccess) {
    this.poolSize = poolSize;
    this.logFormat = logFormat;
    this.logsAccess = logsAccess;
  }

  /** All names as they are written in files. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Mode::word).toList();
  }

  /** The mode of a name that is one of {@link #words}. */
  public static Mode of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** How many workers may live at the same time if nothing else is said. */
  public int poolSize() {
    return poolSize;
  }

  /** How lines of the log look if nothing else is said. */
  public String logFormat() {
    return logFormat;
  }

  /** Whether requests are logged if nothing else is said. */
  public boolean logsAccess() {
    return logsAccess;
  }

  /** The name as it is written in files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
