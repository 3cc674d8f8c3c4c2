package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.Rehearsal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** A rehearsal that takes as long as the test wants; at first none takes any time. */
final class RecordingRehearsal implements Rehearsal {
  private final Map<LiveApp, CompletableFuture<Void>> open =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private final List<LiveApp> asked = new CopyOnWriteArrayList<>();
  private final List<LiveApp> proved = new CopyOnWriteArrayList<>();
  private final List<LiveApp> going = new CopyOnWriteArrayList<>();
  private final Map<LiveApp, Bundle> taken = new ConcurrentHashMap<>();
  private final List<LiveApp> cancelled = new CopyOnWriteArrayList<>();
  private volatile boolean slow;

  /** From now on rehearsals take time, and a bundle. */
  void slowDown() {
    slow = true;
  }

  @Override
  public CompletableFuture<Void> rehearse(LiveApp candidate, @Nullable LiveApp goes) {
    asked.add(candidate);
    if (goes != null) {
      going.add(goes);
    }
    if (!slow) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      taken.put(candidate, candidate.generations().take());
    } catch (BundleException e) {
      return CompletableFuture.failedFuture(e);
    }
    return open.computeIfAbsent(candidate, _ -> new CompletableFuture<>());
  }

  @Override
  public CompletableFuture<Void> prove(LiveApp candidate, @Nullable LiveApp goes) {
    proved.add(candidate);
    return rehearse(candidate, goes);
  }

  /** All that had to start although nothing goes for them, in order. */
  List<String> proved() {
    return proved.stream().map(app -> app.id().toString()).toList();
  }

  @Override
  public CompletableFuture<Void> cancel(LiveApp candidate) {
    cancelled.add(candidate);
    Bundle bundle = taken.remove(candidate);
    if (bundle != null) {
      candidate.generations().giveBack(bundle);
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Ends the only rehearsal of an app version. */
  void starts(String id) {
    assertOpen(id).complete(null);
  }

  /** Ends the only rehearsal of an app version badly. */
  void fails(String id, String why) {
    assertOpen(id).completeExceptionally(new IllegalStateException(why));
  }

  private CompletableFuture<Void> assertOpen(String id) {
    LiveApp app =
        open.keySet().stream()
            .filter(each -> each.id().toString().equals(id))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError(id + " is not rehearsed, but " + open.keySet()));
    return Objects.requireNonNull(open.remove(app));
  }

  /** All candidates, in order. */
  List<String> asked() {
    return asked.stream().map(app -> app.id().toString()).toList();
  }

  /** All that were to go when a candidate comes, in order. */
  List<LiveApp> going() {
    return List.copyOf(going);
  }

  /** All candidates that were called off, in order. */
  List<LiveApp> cancelled() {
    return List.copyOf(cancelled);
  }
}
