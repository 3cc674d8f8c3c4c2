package dev.buntime.catalog;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Proves that an app version starts before it takes over traffic. The deployer asks before a live
 * app enters the catalog. Thread-safe; no method waits.
 */
@ProviderType
public interface Rehearsal {

  /**
   * Starts a worker of the candidate if the app, in any version, has a live worker whose traffic
   * the candidate might take over, or if the app that goes when the candidate comes has one. If
   * there is none, there is nothing to prove.
   *
   * <p>When the candidate then enters the catalog, this worker is its first one, and takes over
   * without a gap. Until then it gets no request.
   *
   * @param goes the live app of the same artifact, which leaves the catalog when the candidate
   *     enters it; null if there is none
   * @return completes when the candidate may enter the catalog, perhaps at once; fails with an
   *     exception whose message is the reason, for a person, why it must not. It may complete on
   *     any thread.
   */
  CompletableFuture<Void> rehearse(LiveApp candidate, @Nullable LiveApp goes);

  /**
   * Stops the worker of a candidate that is not going to enter the catalog. Does nothing if there
   * is none.
   *
   * @return completes when its bundle is given back
   */
  CompletableFuture<Void> cancel(LiveApp candidate);
}
