package dev.buntime.launcher;

import dev.buntime.launcher.log.FileLimits;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogSettings;
import java.util.Set;

/** The log if nothing is said. */
final class TestLog {
  static final LogStart START =
      new LogStart(
          new LogSettings(
              new LogLevels(LogLevel.INFO),
              LogFormat.PRETTY,
              new LogSettings.Flood(500, 2000),
              new LogSettings.Access(false, AccessFormat.COMBINED)),
          new FileLimits(10L << 20, 14, 100L << 20),
          Set.of());

  private TestLog() {}
}
