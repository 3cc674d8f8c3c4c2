package dev.buntime.log;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The workers by the bundles that they run, for code of which only the class loader tells whose it
 * is, such as that of virtual threads. Keeps no bundle and no class loader. Thread-safe.
 */
public final class LogSources {
  private static final Map<Long, LogSource> SOURCES = new ConcurrentHashMap<>();

  private LogSources() {}

  /** The code of a bundle is that of a worker. */
  public static void put(long bundle, LogSource source) {
    SOURCES.put(bundle, source);
  }

  /** The worker of a bundle has ended. */
  public static void remove(long bundle) {
    SOURCES.remove(bundle);
  }

  /** The worker whose code that of a bundle is, if there is one. */
  public static Optional<LogSource> of(long bundle) {
    return Optional.ofNullable(SOURCES.get(bundle));
  }
}
