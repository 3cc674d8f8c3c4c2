package dev.buntime.deployer.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A folder whose artifacts are brought into force by looking at it again and again. For one thread,
 * except for {@link #abort}.
 */
interface ScannedFolder {

  /**
   * Forgets what an earlier run left behind.
   *
   * @param ready told on any thread when the next scan should come at once
   */
  void begin(Runnable ready);

  /**
   * Looks at the folder and puts into force what changed.
   *
   * @param now by a clock that only goes forward
   */
  void scan(Instant now);

  /** Folders in it whose changes matter, too, with their identities. */
  default Map<Path, String> folders() {
    return Map.of();
  }

  /** Does what is to be done now and then. */
  void tidy();

  /** Has the artifacts that wait for an occasion read again with the next scan. */
  void retry(Retry occasion);

  /** Whether something is not settled, so that the next scan should come soon. */
  boolean isRestless();

  /** Whether all that lay in the folder at the first scan has been dealt with. */
  boolean isFirstScanDone();

  /** Has a running scan end soon without an effect. From any thread. */
  void abort();

  /** Gives up what is under way; nothing may come after it. */
  void close();
}
