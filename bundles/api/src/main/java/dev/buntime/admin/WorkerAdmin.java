package dev.buntime.admin;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** Has workers replaced. Thread-safe. */
@ProviderType
public interface WorkerAdmin {

  /**
   * Gives an app version a fresh worker: it takes over when it is ready, and the old one answers
   * what it has begun.
   *
   * @return whether there was a worker, and a fresh one took over; false also if the fresh one does
   *     not start: then the old one stays
   */
  CompletableFuture<Boolean> restart(String app, String version);
}
