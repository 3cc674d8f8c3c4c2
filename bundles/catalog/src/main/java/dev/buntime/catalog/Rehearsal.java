package dev.buntime.catalog;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Proves that an app version starts before it takes the place of another one. The deployer asks
 * before a live app enters the catalog. Thread-safe; no method waits.
 */
@ProviderType
public interface Rehearsal {

  /**
   * Starts a worker of the candidate if the app is deployed, in any version, or if another app goes
   * when the candidate comes: then there is something to lose. A new app has nothing to prove; its
   * first request starts it.
   *
   * <p>A candidate that takes over from a live worker starts at once; others may wait for their
   * turn. When the candidate then enters the catalog, this worker is its first one, and takes over
   * without a gap; if no live worker was there and the pool is full, it ends. Until then it gets no
   * request.
   *
   * @param goes the live app of the same artifact, which leaves the catalog when the candidate
   *     enters it; null if there is none
   * @return completes when the candidate may enter the catalog, perhaps at once; fails with an
   *     exception whose message is the reason, for a person, why it must not. It may complete on
   *     any thread.
   */
  CompletableFuture<Void> rehearse(LiveApp candidate, @Nullable LiveApp goes);

  /**
   * Does the same for a candidate that enters the catalog with others or not at all: a new app,
   * too, has to start.
   *
   * @param goes as for {@link #rehearse}
   * @return as of {@link #rehearse}
   */
  CompletableFuture<Void> prove(LiveApp candidate, @Nullable LiveApp goes);

  /**
   * Stops the worker of a candidate that is not going to enter the catalog. Does nothing if there
   * is none.
   *
   * @return completes when its bundle is given back
   */
  CompletableFuture<Void> cancel(LiveApp candidate);
}
