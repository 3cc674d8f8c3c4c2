package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The launcher in a JVM of its own, as a shell would start it. */
final class LauncherProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Process process;
  private final Path out;
  private final Path err;

  private LauncherProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it.
   *
   * @param startup what the fixture bundle says: serving, refused, throws
   * @param environment variables to set; those of the launcher are removed before
   */
  static LauncherProcess start(
      TestHome home, String startup, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Dbuntime.home=" + home.root());
    command.add("-Dfixture.startup=" + startup);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(home.root(), "out", ".txt");
    Path err = Files.createTempFile(home.root(), "err", ".txt");
    var builder = new ProcessBuilder(command);
    for (Option option : Option.values()) {
      option.variables().forEach(builder.environment()::remove);
    }
    builder.environment().remove(AdminPassword.VARIABLE);
    builder.environment().putAll(environment);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    return new LauncherProcess(builder.start(), out, err);
  }

  Process process() {
    return process;
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  /** Waits for the line that says where it serves. */
  void awaitServing() {
    await().atMost(LIMIT).until(() -> out().contains(" serves ") || !process.isAlive());
    assertThat(out()).as("error stream: %s", err()).contains(" serves ");
  }

  /** Waits for its end. */
  int awaitExit() throws InterruptedException {
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .as("ended: %s", err())
        .isTrue();
    return process.exitValue();
  }

  /** Ends it if the test did not. */
  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
