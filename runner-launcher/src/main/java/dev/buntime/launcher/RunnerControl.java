package dev.buntime.launcher;

import dev.buntime.launcher.RunnerFile.Running;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Stops the runner of a data folder from another process, or tells about it. */
final class RunnerControl {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(35);

  private final Path data;
  private final PrintStream out;

  RunnerControl(Path data, PrintStream out) {
    this.data = data;
    this.out = out;
  }

  /** Prints process id, URL and uptime, or that there is none that serves. */
  ExitCode status() throws IOException {
    Optional<Running> found = find();
    if (found.isEmpty()) {
      out.println(notRunning());
      return ExitCode.NOT_RUNNING;
    }
    Running running = found.get();
    Duration uptime = Duration.between(running.started(), Instant.now());
    if (!running.isServing()) {
      out.println("A runner is starting (" + running + "), for " + words(uptime) + ".");
      return ExitCode.NOT_RUNNING;
    }
    out.println("A runner serves (" + running + "), up " + words(uptime) + ".");
    return ExitCode.OK;
  }

  /**
   * Ends the runner and waits until it has.
   *
   * @throws Refusal if there is none or it does not end
   */
  void stop() throws Refusal, IOException, InterruptedException {
    Running running =
        find().orElseThrow(() -> new Refusal(ExitCode.NOT_RUNNING, notRunning(), null));
    long begin = System.nanoTime();
    if (!running.process().destroy()) {
      throw new Refusal(
          "This user may not stop the runner (%s): ask the one who started it.".formatted(running));
    }
    awaitEnd(running);
    out.println(
        "The runner (%s) stopped within %d ms."
            .formatted(running, Duration.ofNanos(System.nanoTime() - begin).toMillis()));
  }

  private static void awaitEnd(Running running) throws Refusal, InterruptedException {
    try {
      running.process().onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Refusal(
          ExitCode.FAILED,
          "The runner (%s) did not stop within %d s: look at its log, or end it with kill -9 %d."
              .formatted(running, STOP_LIMIT.toSeconds(), running.process().pid()),
          e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private Optional<Running> find() throws IOException {
    return new DataFolder(data).runner().running();
  }

  private String notRunning() {
    return "No runner serves with the data folder %s.".formatted(data);
  }

  private static String words(Duration uptime) {
    return "%d d %02d:%02d:%02d"
        .formatted(
            uptime.toDays(), uptime.toHoursPart(), uptime.toMinutesPart(), uptime.toSecondsPart());
  }
}
