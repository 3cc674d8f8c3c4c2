package dev.buntime.sandbox;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Counts the class loaders of workers that have ended, and finds out why one is not collected.
 * Thread-safe.
 */
@ProviderType
public interface Census {

  /**
   * Watches a class loader from now on, without keeping it.
   *
   * @param worker id of the worker that has ended, such as {@code hello-api@2.0.0#3}
   * @param loader the class loader of its bundle
   */
  void watch(String worker, ClassLoader loader);

  /** Class loaders that were watched and are collected. */
  long collected();

  /** Class loaders that the garbage collector has not taken yet, oldest first. */
  List<Remnant> remnants();

  /**
   * A class loader of a worker that has ended.
   *
   * @param worker id of the worker
   * @param since when the worker had ended
   * @param isLeak whether it survived a garbage collection that should have taken it
   * @param holders what holds it, in words, as far as that can be told; such as {@code "thread
   *     'poller'"}
   */
  record Remnant(String worker, Instant since, boolean isLeak, List<String> holders) {
    /** Takes a copy of the holders. */
    public Remnant {
      holders = List.copyOf(holders);
    }
  }
}
