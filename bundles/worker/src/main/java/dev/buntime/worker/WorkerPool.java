package dev.buntime.worker;

import dev.buntime.versions.AppVersion;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/** All live workers. Thread-safe; no method waits. */
@ProviderType
public interface WorkerPool {

  /**
   * Admits one request to a worker of an app version, which is started if there is none.
   *
   * <p>The future is complete already if a worker is live; otherwise it completes on a thread of
   * the pool when the cold start is over. All callers of a cold start share it.
   *
   * @return the lease, which the caller must close; or the future fails with a {@link
   *     dev.buntime.runtime.InvocationException}: {@code VERSION_NOT_FOUND} if the app version was
   *     undeployed meanwhile, {@code WORKER_START_FAILED} if it does not start, {@code NOT_READY}
   *     if the runner is stopping
   */
  CompletableFuture<Lease> lease(AppVersion id);

  /**
   * Recalls the places of all workers with {@link Lease.Recall#DRAIN}: what has no natural end,
   * such as an event stream, ends. The workers go on and take requests.
   */
  void recallStreams();
}
