package dev.buntime.log;

/**
 * What can be set about the log while it is in use.
 *
 * @param levels how grave lines have to be
 * @param format how lines look
 * @param flood how much an app may log
 * @param access whether requests are logged
 */
public record LogSettings(LogLevels levels, LogFormat format, Flood flood, Access access) {

  /**
   * How much an app may log.
   *
   * @param rate lines a second, 0 for any number
   * @param burst lines at once, at least 1
   */
  public record Flood(int rate, int burst) {}

  /**
   * The access log.
   *
   * @param enabled whether there is one
   * @param format how its lines look
   */
  public record Access(boolean enabled, AccessFormat format) {}
}
