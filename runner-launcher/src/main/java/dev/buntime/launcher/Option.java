package dev.buntime.launcher;

/** A value that the command line or else the environment sets. */
enum Option {
  /** Where the runner listens. */
  PORT("--port", "PORT", "<number>", "port to listen on, 0 = any free one (8000)"),
  /** On which address the runner listens. */
  HOST("--host", "HOST", "<address>", "address to listen on (127.0.0.1)"),
  /** Where the apps are. */
  APPS("--apps", "APPS_DIR", "<folder>", "the apps (apps-repo beside bin)"),
  /** Where the settings are. */
  CONFIG("--config", "BUNTIME_CONFIG", "<folder>", "the settings (config beside bin)"),
  /** Where the runner writes. */
  DATA("--data", "BUNTIME_DATA", "<folder>", "all that the runner writes (data beside bin)"),
  /** How much the runner logs. */
  LOG_LEVEL("--log-level", "LOG_LEVEL", "<level>", "debug, info, warn or error (info)");

  private final String flag;
  private final String variable;
  private final String value;
  private final String description;

  Option(String flag, String variable, String value, String description) {
    this.flag = flag;
    this.variable = variable;
    this.value = value;
    this.description = description;
  }

  /** Its name on the command line, such as {@code --port}. */
  String flag() {
    return flag;
  }

  /** Its name in the environment, such as {@code PORT}. */
  String variable() {
    return variable;
  }

  /** The line that explains it in the help. */
  String help() {
    return "  %-22s %-15s %s".formatted(flag + " " + value, variable, description);
  }
}
