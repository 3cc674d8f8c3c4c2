package dev.buntime.launcher;

import dev.buntime.settings.Key;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that the command line or else the environment sets. */
@SuppressWarnings("ImmutableEnumChecker") // the lists of variables are constant
enum Option {
  /** Where the runner listens. */
  PORT("--port", "PORT", "<number>", "port to listen on, 0 = any free one (8000)", Key.PORT),
  /** On which address the runner listens. */
  HOST("--host", "HOST", "<address>", "address to listen on (127.0.0.1)", Key.HOST),
  /** Where the apps are. */
  APPS("--apps", "APPS_DIR", "<folder>", "the apps (apps-repo beside bin)", Key.APPS_DIR),
  /** Where the plugins are. */
  PLUGINS(
      "--plugins", "PLUGINS_DIR", "<folder>", "the plugins (plugins beside bin)", Key.PLUGINS_DIR),
  /** Which app answers at the root. */
  SHELL("--shell", "APP_SHELL", "<app>", "the app that answers at / (none)", Key.SHELL),
  /** What the runner is used for. */
  MODE(
      "--mode",
      List.of("BUNTIME_MODE", "NODE_ENV"),
      "<mode>",
      "development, staging, production or test (development)",
      Key.MODE),
  /** How many workers may live at the same time. */
  POOL_SIZE(
      "--pool-size", "POOL_SIZE", "<number>", "live workers at most (by mode)", Key.POOL_SIZE),
  /** Where the settings are. */
  CONFIG("--config", "BUNTIME_CONFIG", "<folder>", "the settings (config beside bin)", null),
  /** Where the runner writes. */
  DATA("--data", "BUNTIME_DATA", "<folder>", "all that the runner writes (data beside bin)", null),
  /** How much the runner logs. */
  LOG_LEVEL(
      "--log-level", "LOG_LEVEL", "<level>", "debug, info, warn or error (info)", Key.LOG_LEVEL),
  /** How lines of the log look. */
  LOG_FORMAT("--log-format", "LOG_FORMAT", "<format>", "pretty or json (by mode)", Key.LOG_FORMAT);

  private final String flag;
  private final List<String> variables;
  private final String value;
  private final String description;
  private final @Nullable Key key;

  Option(String flag, String variable, String value, String description, @Nullable Key key) {
    this(flag, List.of(variable), value, description, key);
  }

  Option(String flag, List<String> variables, String value, String description, @Nullable Key key) {
    this.flag = flag;
    this.variables = variables;
    this.value = value;
    this.description = description;
    this.key = key;
  }

  /** Its name on the command line, such as {@code --port}. */
  String flag() {
    return flag;
  }

  /** Its name in the environment, such as {@code PORT}; of several the one that wins. */
  String variable() {
    return variables.getFirst();
  }

  /** Its names in the environment; of several that are set the first wins. */
  List<String> variables() {
    return variables;
  }

  /** The key of {@code buntime.jsonc} that it decides, if it decides one. */
  Optional<Key> key() {
    return Optional.ofNullable(key);
  }

  /** The line that explains it in the help. */
  String help() {
    return "  %-22s %-15s %s".formatted(flag + " " + value, variable(), description);
  }
}
