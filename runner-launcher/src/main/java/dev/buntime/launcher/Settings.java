package dev.buntime.launcher;

import dev.buntime.credentials.tls.TlsFiles;
import dev.buntime.launcher.CommandLine.Value;
import dev.buntime.settings.Given;
import dev.buntime.settings.Key;
import dev.buntime.settings.Overrides;
import dev.buntime.settings.RunnerSettings;
import dev.buntime.settings.RunnerSettings.Sources;
import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a runner is started with, checked as far as that is possible without doing anything.
 *
 * @param home the distribution, which is only read
 * @param host name or address to listen on
 * @param port 0 to 65535, 0 = any free one
 * @param saidBy where host and port come from, for a person
 * @param tls the files for HTTPS, which were good when they were looked at; empty for HTTP
 * @param management where operators have a port of their own; empty if they have none
 * @param apps folder of the apps; it exists
 * @param plugins folder of the plugins; it exists
 * @param config folder of the settings; it exists
 * @param data folder of all that the runner writes; it may have to be created
 * @param log what is logged, and how
 * @param given keys of {@code buntime.jsonc} that the command line or the environment decides
 */
record Settings(
    Path home,
    String host,
    int port,
    String saidBy,
    Optional<TlsFiles> tls,
    Optional<ListenAddress> management,
    Path apps,
    Path plugins,
    Path config,
    Path data,
    LogStart log,
    Map<Key, Given> given) {

  /** Copies the map. */
  Settings {
    given = Map.copyOf(given);
  }

  /**
   * Reads the values of {@code start}, and the file with the others.
   *
   * @param environment variables for references in the file
   * @throws Refusal if a value is wrong or a folder is missing; the sentence names who gave it
   */
  static Settings of(CommandLine line, Path home, Map<String, String> environment) throws Refusal {
    Path config = config(line, home);
    Path data = data(line, home);
    Map<Key, Given> given = given(line);
    RunnerSettings resolved = resolve(home, given, data, config, environment);
    return new Settings(
        home,
        resolved.text(Key.HOST),
        resolved.number(Key.PORT),
        "The host comes from: %s, the port from: %s"
            .formatted(
                resolved.entry(Key.HOST).origin().words(),
                resolved.entry(Key.PORT).origin().words()),
        TlsSettings.of(resolved),
        management(resolved),
        Path.of(resolved.text(Key.APPS_DIR)),
        Path.of(resolved.text(Key.PLUGINS_DIR)),
        config,
        data,
        LogStart.of(resolved, environment),
        given);
  }

  private static Optional<ListenAddress> management(RunnerSettings settings) throws Refusal {
    int port = settings.number(Key.MANAGEMENT_PORT);
    if (port == 0) {
      return Optional.empty();
    }
    if (port == settings.number(Key.PORT)) {
      throw new Refusal(
          "management.port is %d, which is the port of the apps as well: name another one."
              .formatted(port));
    }
    return Optional.of(
        new ListenAddress(
            settings.text(Key.MANAGEMENT_HOST),
            port,
            "management.host comes from: %s, management.port from: %s"
                .formatted(
                    settings.entry(Key.MANAGEMENT_HOST).origin().words(),
                    settings.entry(Key.MANAGEMENT_PORT).origin().words())));
  }

  /**
   * Reads the data folder alone, which is all that the other commands need.
   *
   * @throws Refusal if it is not a path
   */
  static Path data(CommandLine line, Path home) throws Refusal {
    return folder(Option.DATA, line, home.resolve("data"));
  }

  private static Map<Key, Given> given(CommandLine line) {
    Map<Key, Given> given = new EnumMap<>(Key.class);
    line.values()
        .forEach((option, value) ->
            option.key().ifPresent(key -> given.put(key, new Given(value.name(), value.text()))));
    return given;
  }

  private static RunnerSettings resolve(
      Path home, Map<Key, Given> given, Path data, Path config, Map<String, String> environment)
      throws Refusal {
    try {
      SettingsFile file = SettingsFile.read(config.resolve(SettingsFile.NAME), environment);
      return RunnerSettings.resolve(new Sources(home, given, Overrides.load(data), file));
    } catch (SettingsException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  private static Path config(CommandLine line, Path home) throws Refusal {
    Path folder = folder(Option.CONFIG, line, home.resolve("config"));
    if (Files.isDirectory(folder) && Files.isReadable(folder)) {
      return folder;
    }
    throw new Refusal(
        "The config folder %s %s: correct that, or name another folder with %s or %s."
            .formatted(folder, problem(folder), Option.CONFIG.flag(), Option.CONFIG.variable()));
  }

  private static String problem(Path folder) {
    if (!Files.exists(folder)) {
      return "does not exist";
    }
    return Files.isDirectory(folder) ? "cannot be read by this user" : "is not a folder";
  }

  private static Path folder(Option option, CommandLine line, Path otherwise) throws Refusal {
    Optional<Value> given = line.value(option);
    try {
      return given
          .map(value -> Path.of(value.text()))
          .orElse(otherwise)
          .toAbsolutePath()
          .normalize();
    } catch (InvalidPathException e) {
      throw new Refusal(
          "%s is not the name of a folder: %s."
              .formatted(given.map(Value::name).orElse(option.flag()), e.getReason()),
          e);
    }
  }
}
