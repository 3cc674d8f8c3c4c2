package dev.buntime.settings;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Place;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A key of {@code buntime.jsonc}: the one table of what there is. The schema in {@code
 * config/schema} and the page {@code docs/configuration.adoc} are tested against it.
 */
@SuppressWarnings("ImmutableEnumChecker") // a form is a record of what cannot change
public enum Key {
  /** The folder of the apps. */
  APPS_DIR("appsDir", Pids.SERVER, "apps.dir", new Form.Folder(), Effect.NEXT_START),
  /** The folder of the plugins. */
  PLUGINS_DIR("pluginsDir", Pids.SERVER, "plugins.dir", new Form.Folder(), Effect.NEXT_START),
  /** The address to listen on. */
  HOST("host", Pids.SERVER, "host", Form.Matching.HOST, Effect.NEXT_START),
  /** The port to listen on. */
  PORT("port", Pids.SERVER, "port", new Form.WholeNumber(0, 65_535), Effect.NEXT_START),
  /** The server's certificate for TLS, with its chain. */
  TLS_CERTIFICATE(
      "tls.certificate", Pids.SERVER, "tls.certificate", new Form.FileOrNone(), Effect.NEXT_START),
  /** The private key of the certificate. */
  TLS_KEY("tls.key", Pids.SERVER, "tls.key", new Form.FileOrNone(), Effect.NEXT_START),
  /** Both in one file. */
  TLS_KEYSTORE(
      "tls.keystore", Pids.SERVER, "tls.keystore", new Form.FileOrNone(), Effect.NEXT_START),
  /** The file with the password of the keystore or of the key. */
  TLS_PASSWORD_FILE(
      "tls.passwordFile",
      Pids.SERVER,
      "tls.passwordFile",
      new Form.FileOrNone(),
      Effect.NEXT_START),
  /** Whose word is taken for where a request comes from. */
  TRUSTED_PROXIES(
      "trustedProxies", Pids.SERVER, "trusted.proxies", new Form.Networks(), Effect.NOW),
  /** The app that answers at {@code /}. */
  SHELL("shell", "dev.buntime.router", "shell", new Form.AppOrNone(), Effect.NOW),
  /** What the runner is used for. */
  MODE("mode", Pids.PLUGINS, "mode", new Form.Word(Mode.words()), Effect.NOW),
  /** How many workers may live at the same time. */
  POOL_SIZE(
      "poolSize",
      "dev.buntime.worker.pool",
      "pool.size",
      new Form.WholeNumber(1, 100_000),
      Effect.NOW),
  /** The plugins and their options. */
  PLUGINS("plugins", Pids.PLUGINS, "listed", new Form.Plugins(), Effect.NOW),
  /** The plugins without which no app is reachable. */
  REQUIRED("required", Pids.PLUGINS, "required", new Form.PluginNames(), Effect.NOW),
  /** Where bundles come from that apps need and do not bring. */
  REPOSITORIES(
      "repositories", "dev.buntime.repositories", "locations", new Form.Repositories(), Effect.NOW),
  /** The longest request body. */
  BODY_LIMIT(
      "limits.body",
      "dev.buntime.pipeline",
      "limits.body",
      new Form.Bytes(0, 1L << 40),
      Effect.NOW),
  /** The longest header of a request. */
  HEADER_LIMIT(
      "limits.header",
      Pids.SERVER,
      "limits.header",
      new Form.Bytes(1L << 10, 1L << 20),
      Effect.NOW),
  /** How many connections may be open at the same time. */
  CONNECTION_LIMIT(
      "limits.connections",
      Pids.SERVER,
      "limits.connections",
      new Form.WholeNumber(0, 1_000_000),
      Effect.NOW),
  /** How long a hook of a plugin may take. */
  PLUGIN_TIMEOUT(
      "limits.pluginTimeout",
      Pids.PLUGINS,
      "hook.timeout.millis",
      new Form.Time(Duration.ofMillis(10), Duration.ofMinutes(10)),
      Effect.NOW),
  /** How the apps folder is watched. */
  WATCH(
      "deployments.watch",
      Pids.DEPLOYER,
      "watch",
      new Form.Word(List.of("auto", "events", "polling")),
      Effect.NOW),
  /** Whether only the HTTP API deploys. */
  LOCKED("deployments.locked", Pids.DEPLOYER, "locked", new Form.Truth(), Effect.NOW),
  /** Whether the apps folder tells what became of each artifact. */
  MARKERS("deployments.markers", Pids.DEPLOYER, "markers", new Form.Truth(), Effect.NOW),
  /** The largest artifact that may be uploaded. */
  UPLOAD_LIMIT(
      "deployments.maxUpload",
      "dev.buntime.management",
      "maxUpload",
      new Form.Bytes(1L << 10, 512L << 20),
      Effect.NOW),
  /** Whether there is a web console. */
  CONSOLE("management.console", "dev.buntime.management", "console", new Form.Truth(), Effect.NOW),
  /** Whether anybody may scrape the meters. */
  OPEN_METRICS(
      "management.openMetrics",
      "dev.buntime.management",
      "openMetrics",
      new Form.Truth(),
      Effect.NOW),
  /** The address that operators reach the runner at, if they have a port of their own. */
  MANAGEMENT_HOST(
      "management.host", Pids.SERVER, "management.host", Form.Matching.HOST, Effect.NEXT_START),
  /** The port of operators. */
  MANAGEMENT_PORT(
      "management.port",
      Pids.SERVER,
      "management.port",
      new Form.WholeNumber(0, 65_535),
      Effect.NEXT_START),
  /** Roles of a provider whose users may do everything. */
  ROLES_OF_ADMINS(
      "management.roles.admin",
      "dev.buntime.management",
      "roles.admin",
      new Form.RoleNames(),
      Effect.NOW),
  /** Roles of a provider whose users may deploy. */
  ROLES_OF_EDITORS(
      "management.roles.editor",
      "dev.buntime.management",
      "roles.editor",
      new Form.RoleNames(),
      Effect.NOW),
  /** Roles of a provider whose users may look. */
  ROLES_OF_VIEWERS(
      "management.roles.viewer",
      "dev.buntime.management",
      "roles.viewer",
      new Form.RoleNames(),
      Effect.NOW),
  /** How grave a line of the log has to be. */
  LOG_LEVEL("logging.level", Pids.LOGGING, "level", new Form.Level(), Effect.NOW),
  /** How lines of the log look. */
  LOG_FORMAT(
      "logging.format",
      Pids.LOGGING,
      "format",
      new Form.Word(List.of("pretty", "json")),
      Effect.NOW),
  /** Levels of loggers. */
  LOGGERS(
      "logging.levels",
      Pids.LOGGING,
      "levels",
      new Form.Levels(
          Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_$.-]{0,255}"),
          "loggers, such as \"org.eclipse.jetty\""),
      Effect.NOW),
  /** Levels of apps. */
  LOGGING_APPS(
      "logging.apps",
      Pids.LOGGING,
      "apps",
      new Form.Levels(Pattern.compile("[a-z0-9][a-z0-9._-]{0,255}"), "apps, such as \"hello-api\""),
      Effect.NOW),
  /** When a log file is full. */
  LOG_FILE_SIZE(
      "logging.file.size",
      Pids.LOGGING,
      "file.size",
      new Form.Bytes(1L << 10, 1L << 40),
      Effect.NEXT_START),
  /** How old a log file gets. */
  LOG_FILE_DAYS(
      "logging.file.days",
      Pids.LOGGING,
      "file.days",
      new Form.WholeNumber(1, 3650),
      Effect.NEXT_START),
  /** How large the old log files may be together. */
  LOG_FILE_TOTAL(
      "logging.file.total",
      Pids.LOGGING,
      "file.total",
      new Form.Bytes(1L << 10, 1L << 50),
      Effect.NEXT_START),
  /** How many lines an app may log in a second. */
  FLOOD_RATE(
      "logging.flood.rate",
      Pids.LOGGING,
      "flood.rate",
      new Form.WholeNumber(0, 1_000_000),
      Effect.NOW),
  /** How many lines an app may log at once. */
  FLOOD_BURST(
      "logging.flood.burst",
      Pids.LOGGING,
      "flood.burst",
      new Form.WholeNumber(1, 1_000_000),
      Effect.NOW),
  /** Whether requests are logged. */
  ACCESS("logging.access.enabled", Pids.LOGGING, "access.enabled", new Form.Truth(), Effect.NOW),
  /** How lines of the access log look. */
  ACCESS_FORMAT(
      "logging.access.format",
      Pids.LOGGING,
      "access.format",
      new Form.Word(List.of("combined", "json")),
      Effect.NOW);

  /** When a changed value takes effect. */
  public enum Effect {
    /** As soon as it is there. */
    NOW,
    /** When the runner is started again. */
    NEXT_START
  }

  private static final Place NO_PLACE = new Place("", 0, 0);

  private final String path;
  private final String pid;
  private final String property;
  private final Form form;
  private final Effect effect;

  Key(String path, String pid, String property, Form form, Effect effect) {
    this.path = path;
    this.pid = pid;
    this.property = property;
    this.form = form;
    this.effect = effect;
  }

  /** The key of a property in ConfigAdmin; empty if no key stands for it. */
  public static Optional<Key> of(String pid, String property) {
    return Arrays.stream(values())
        .filter(key -> key.pid.equals(pid) && key.property.equalsIgnoreCase(property))
        .findFirst();
  }

  /** The key of this path. */
  public static Optional<Key> of(String path) {
    return Arrays.stream(values()).filter(key -> key.path.equals(path)).findFirst();
  }

  /** PIDs of the runner's configurations, each once; no key stands for anything in the last one. */
  public static List<String> pids() {
    return Stream.concat(Arrays.stream(values()).map(Key::pid), Stream.of(Pids.CENSUS))
        .distinct()
        .toList();
  }

  /** As it is written, with the key of the object that it is in: {@code limits.body}. */
  public String path() {
    return path;
  }

  /** PID of the configuration that has its value. */
  public String pid() {
    return pid;
  }

  /** Name of the property that has its value. */
  public String property() {
    return property;
  }

  /** When a changed value takes effect. */
  public Effect effect() {
    return effect;
  }

  /** What values it takes. */
  Form form() {
    return form;
  }

  /** The value if nobody says anything. */
  Object standard(Path home, Mode mode) {
    return switch (this) {
      case APPS_DIR -> home.resolve("apps-repo").toString();
      case PLUGINS_DIR -> home.resolve("plugins").toString();
      case HOST, MANAGEMENT_HOST -> "127.0.0.1";
      case TLS_CERTIFICATE, TLS_KEY, TLS_KEYSTORE, TLS_PASSWORD_FILE -> "";
      case MANAGEMENT_PORT -> 0;
      case PORT -> 8000;
      case SHELL -> "";
      case MODE -> Mode.DEVELOPMENT.word();
      case POOL_SIZE -> mode.poolSize();
      case PLUGINS, REQUIRED, REPOSITORIES, TRUSTED_PROXIES -> List.of();
      case BODY_LIMIT -> 0L;
      case HEADER_LIMIT -> 16L << 10;
      case CONNECTION_LIMIT -> 0;
      case PLUGIN_TIMEOUT -> 5000L;
      case WATCH -> "auto";
      case LOCKED, MARKERS -> false;
      case UPLOAD_LIMIT -> 512L << 20;
      case CONSOLE -> true;
      case OPEN_METRICS -> false;
      case ROLES_OF_ADMINS, ROLES_OF_EDITORS, ROLES_OF_VIEWERS -> List.of();
      case LOG_LEVEL -> "info";
      case LOG_FORMAT -> mode.logFormat();
      case LOGGERS, LOGGING_APPS -> List.of();
      case LOG_FILE_SIZE -> 10L << 20;
      case LOG_FILE_DAYS -> 14;
      case LOG_FILE_TOTAL -> 100L << 20;
      case FLOOD_RATE -> 500;
      case FLOOD_BURST -> 2000;
      case ACCESS -> mode.logsAccess();
      case ACCESS_FORMAT -> "combined";
    };
  }

  /**
   * Reads a text of the command line or of the environment; a folder is relative to the current
   * one.
   *
   * @param name the option or the variable, for messages
   * @throws JsoncException if the value is not allowed; its {@link JsoncException#problem} says why
   */
  Object read(String name, String text) throws JsoncException {
    return form.read(new Setting(NO_PLACE, name, form.ofText(text)), Path.of(""));
  }

  /**
   * Reads what ConfigAdmin holds.
   *
   * @param value a value of one of ConfigAdmin's types
   * @param base what a relative folder is relative to
   * @return the value as it is kept
   * @throws JsoncException if the value is not allowed; its {@link JsoncException#problem} says why
   */
  public Object readProperty(Object value, Path base) throws JsoncException {
    Value written = PropertyValues.toValue(value);
    Value read = written instanceof Value.Text(String text) ? form.ofText(text) : written;
    return form.readProperty(new Setting(NO_PLACE, property, read), base);
  }

  /** PIDs of several keys. */
  private static final class Pids {
    static final String SERVER = "dev.buntime.server";
    static final String PLUGINS = "dev.buntime.plugins";
    static final String DEPLOYER = "dev.buntime.deployer";
    static final String LOGGING = "dev.buntime.logging";
    static final String CENSUS = "dev.buntime.sandbox.census";
  }
}
