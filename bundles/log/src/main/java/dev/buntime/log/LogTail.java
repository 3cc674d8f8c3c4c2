package dev.buntime.log;

import java.time.Duration;
import java.util.Optional;

/**
 * Lines as they are logged, for one reader that may be slow: what it cannot take in time is missed,
 * and nobody waits for it. Closing ends it. Thread-safe.
 */
public interface LogTail extends AutoCloseable {

  /**
   * The next line; empty if there is none for so long.
   *
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<LogLine> next(Duration patience) throws InterruptedException;

  /** How many lines were missed since this was asked last. */
  long missed();

  @Override
  void close();
}
