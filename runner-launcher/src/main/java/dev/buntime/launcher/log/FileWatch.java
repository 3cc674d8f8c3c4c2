package dev.buntime.launcher.log;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Hears from Logback that a file cannot be written, because the disk is full for example, and says
 * so once, on all that still works; and again when it can be written. Logback itself goes on
 * trying. Thread-safe.
 */
final class FileWatch implements StatusListener {
  private static final String FAILED = "IO failure while writing to ";
  private static final String RECOVERED = "Recovered from IO failure on ";

  private final Executor later;
  private final Logger log;
  private final Set<String> broken = ConcurrentHashMap.newKeySet();

  /**
   * @param later runs what is said on another thread: this one is just writing to the file
   * @param log where it is said
   */
  FileWatch(Executor later, Logger log) {
    this.later = later;
    this.log = log;
  }

  @Override
  public void addStatusEvent(Status status) {
    String text = String.valueOf(status.getMessage());
    if (text.startsWith(FAILED)) {
      String file = text.substring(FAILED.length());
      if (broken.add(file)) {
        later.execute(() -> failed(file, status.getThrowable()));
      }
    } else if (text.startsWith(RECOVERED)) {
      String file = text.substring(RECOVERED.length());
      if (broken.remove(file)) {
        later.execute(() -> log.info("The log goes on in {}", file));
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
}
