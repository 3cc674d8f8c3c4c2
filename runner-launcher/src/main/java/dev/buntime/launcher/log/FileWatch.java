package dev.buntime.launcher.log;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hears from Logback that a file cannot be written, because the disk is full for example, and says
 * so once, on all that still works; and again when it can be written. Logback itself goes on
 * trying. Thread-safe.
 *
 * <p>Logback tells of a recovery as soon as the file is open again, and a moment later that it
 * cannot be written. So a file counts as well when nothing was heard of it for a while.
 */
final class FileWatch implements StatusListener {
  /** For how long a file has to be well. */
  static final Duration CALM = Duration.ofSeconds(10);

  private static final String FAILED = "IO failure while writing to ";
  private static final String RECOVERED = "Recovered from IO failure on ";

  private final ScheduledExecutorService timer;
  private final LongSupplier nanos;
  private final Logger log;

  /** The files that cannot be written, and when that was heard last. */
  private final Map<String, Long> broken = new ConcurrentHashMap<>();

  /**
   * @param timer runs what is said on another thread: this one is just writing to the file
   * @param nanos the time, as {@link System#nanoTime} tells it
   * @param log where it is said
   */
  FileWatch(ScheduledExecutorService timer, LongSupplier nanos, Logger log) {
    this.timer = timer;
    this.nanos = nanos;
    this.log = log;
  }

  @Override
  public void addStatusEvent(Status status) {
    String text = String.valueOf(status.getMessage());
    if (text.startsWith(FAILED)) {
      String file = text.substring(FAILED.length());
      if (broken.put(file, nanos.getAsLong()) == null) {
        timer.execute(() -> failed(file, status.getThrowable()));
      }
    } else if (text.startsWith(RECOVERED)) {
      String file = text.substring(RECOVERED.length());
      Long heard = broken.get(file);
      if (heard != null) {
        var _ = timer.schedule(() -> look(file, heard), CALM.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private void failed(String file, @Nullable Throwable failure) {
    log.warn(
        "The log cannot be written to {}: {}. It goes on on standard error and at /_/logs, and in"
            + " the file when there is room again",
        file,
        failure == null ? "no reason is known" : failure.getMessage());
  }

  /** Says that the file is well, unless it was heard of since. */
  private void look(String file, Long heard) {
    if (broken.remove(file, heard)) {
      log.info("The log goes on in {}", file);
    }
  }
}
