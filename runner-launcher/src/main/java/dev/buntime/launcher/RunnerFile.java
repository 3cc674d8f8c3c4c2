package dev.buntime.launcher;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The note in the data folder that says which process uses it, and where it serves. */
final class RunnerFile {
  /** The system's clock may be set while a runner runs, and its start appears to move with it. */
  private static final Duration TOLERANCE = Duration.ofSeconds(10);

  private final Path file;

  RunnerFile(Path file) {
    this.file = file;
  }

  /**
   * Notes that this process uses the folder, whole or not at all.
   *
   * @param url where it serves; empty as long as it does not
   */
  void write(String url, Path home) throws IOException {
    ProcessHandle self = ProcessHandle.current();
    var properties = new Properties();
    properties.setProperty("pid", Long.toString(self.pid()));
    properties.setProperty("started", self.info().startInstant().orElseThrow().toString());
    properties.setProperty("url", url);
    properties.setProperty("home", home.toString());
    var text = new StringWriter();
    properties.store(text, "The runner that uses this folder.");
    Path temporary =
        Files.writeString(file.resolveSibling("runner.properties.tmp"), text.toString());
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes the note away; does nothing if there is none. */
  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /** The runner if it runs; a note that a killed one left behind does not count. */
  Optional<Running> running() throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
    return parse(properties);
  }

  private static Optional<Running> parse(Properties properties) {
    try {
      long pid = Long.parseLong(properties.getProperty("pid", ""));
      Instant started = Instant.parse(properties.getProperty("started", ""));
      String url = properties.getProperty("url", "");
      return ProcessHandle.of(pid)
          .filter(process -> isRunning(process) && isNear(process, started))
          .map(process -> new Running(process, started, url));
    } catch (NumberFormatException | DateTimeParseException _) {
      return Optional.empty(); // not written by a runner, so no runner
    }
  }

  /** A process that has ended and that its parent has not waited for has an id and no command. */
  private static boolean isRunning(ProcessHandle process) {
    ProcessHandle.Info info = process.info();
    return process.isAlive()
        && (info.command().isPresent()
            || info.commandLine().isPresent()
            || info.arguments().isPresent());
  }

  private static boolean isNear(ProcessHandle process, Instant started) {
    @Nullable Instant actual = process.info().startInstant().orElse(null);
    return actual != null && Duration.between(started, actual).abs().compareTo(TOLERANCE) < 0;
  }

  /**
   * A runner that runs.
   *
   * @param process its process
   * @param started when the process started
   * @param url where it serves; empty if it is starting
   */
  record Running(ProcessHandle process, Instant started, String url) {
    boolean isServing() {
      return !url.isEmpty();
    }

    /** Process id, and the URL if it serves. */
    @Override
    public String toString() {
      return "pid " + process.pid() + (isServing() ? ", " + url : "");
    }
  }
}
