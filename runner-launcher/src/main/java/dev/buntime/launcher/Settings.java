package dev.buntime.launcher;

import dev.buntime.launcher.CommandLine.Value;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a runner is started with, checked as far as that is possible without doing anything.
 *
 * @param home the distribution, which is only read
 * @param host name or address to listen on
 * @param port 0 to 65535, 0 = any free one
 * @param apps folder of the apps; it exists
 * @param config folder of the settings; it exists
 * @param data folder of all that the runner writes; it may have to be created
 * @param logLevel how much to log
 */
record Settings(
    Path home, String host, int port, Path apps, Path config, Path data, LogLevel logLevel) {
  private static final int DEFAULT_PORT = 8000;
  private static final int MAX_PORT = 65_535;

  /**
   * Reads the values of {@code start}.
   *
   * @throws Refusal if a value is wrong or a folder is missing; the sentence names who gave it
   */
  static Settings of(CommandLine line, Path home) throws Refusal {
    return new Settings(
        home,
        line.value(Option.HOST).map(Value::text).orElse("127.0.0.1"),
        port(line.value(Option.PORT)),
        existing(Option.APPS, line, home.resolve("apps-repo"), "apps"),
        existing(Option.CONFIG, line, home.resolve("config"), "config"),
        data(line, home),
        logLevel(line.value(Option.LOG_LEVEL)));
  }

  /**
   * Reads the data folder alone, which is all that the other commands need.
   *
   * @throws Refusal if it is not a path
   */
  static Path data(CommandLine line, Path home) throws Refusal {
    return folder(Option.DATA, line, home.resolve("data"));
  }

  private static int port(Optional<Value> given) throws Refusal {
    if (given.isEmpty()) {
      return DEFAULT_PORT;
    }
    String text = given.get().text();
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : MAX_PORT + 1;
    if (port > MAX_PORT) {
      throw new Refusal(
          "%s is '%s', but a port is a number from 0 to %d (0 = any free one)."
              .formatted(given.get().name(), text, MAX_PORT));
    }
    return port;
  }

  private static LogLevel logLevel(Optional<Value> given) throws Refusal {
    if (given.isEmpty()) {
      return LogLevel.INFO;
    }
    for (LogLevel level : LogLevel.values()) {
      if (level.word().equalsIgnoreCase(given.get().text())) {
        return level;
      }
    }
    throw new Refusal(
        "%s is '%s', but a log level is debug, info, warn or error."
            .formatted(given.get().name(), given.get().text()));
  }

  private static Path existing(Option option, CommandLine line, Path otherwise, String what)
      throws Refusal {
    Path folder = folder(option, line, otherwise);
    if (Files.isDirectory(folder) && Files.isReadable(folder)) {
      return folder;
    }
    throw new Refusal(
        "The %s folder %s %s: correct that, or name another folder with %s or %s."
            .formatted(what, folder, problem(folder), option.flag(), option.variable()));
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
