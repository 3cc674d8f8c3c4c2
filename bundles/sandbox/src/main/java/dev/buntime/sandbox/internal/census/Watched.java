package dev.buntime.sandbox.internal.census;

import dev.buntime.sandbox.Census.Remnant;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A class loader that should be collected. */
final class Watched extends PhantomReference<ClassLoader> {
  final Instant since;
  private final long collectionsBefore;
  private final String worker;
  private final WeakReference<ClassLoader> loader;
  private volatile boolean leak;
  private volatile List<String> holders = List.of();

  Watched(
      String worker,
      ClassLoader loader,
      ReferenceQueue<ClassLoader> collected,
      Instant since,
      long collectionsBefore) {
    super(loader, collected);
    this.worker = worker;
    this.loader = new WeakReference<>(loader);
    this.since = since;
    this.collectionsBefore = collectionsBefore;
  }

  String worker() {
    return worker;
  }

  /** Full collections that it has survived, one of which may have begun before. */
  long survived(long collections) {
    return collections - collectionsBefore;
  }

  /** The class loader, to look for what holds it; null once it is no longer held. */
  @Nullable ClassLoader loader() {
    return loader.get();
  }

  boolean isLeak() {
    return leak;
  }

  void leaks(List<String> nowHeldBy) {
    holders = nowHeldBy;
    leak = true;
  }

  Remnant remnant() {
    return new Remnant(worker, since, leak, holders);
  }
}
