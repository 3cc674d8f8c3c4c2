package dev.buntime.sandbox.internal.census;

import dev.buntime.sandbox.Census;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The books of the census.
 *
 * <p>A class loader that has survived {@value #PROOF} full garbage collections since it was entered
 * is a leak. It takes two: the first may have begun before, or may only have run finalizers. What
 * holds a leak is looked for after each further collection; it is logged once.
 */
final class Ledger implements Census {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final long PROOF = 2;

  private final InstantSource clock;
  private final Collector collector;
  private final Holders holders;
  private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<ClassLoader> dead = new ReferenceQueue<>();
  private final AtomicLong collected = new AtomicLong();
  private volatile Nudging nudging;

  // Of the one thread that calls inspect().
  private Instant nudged = Instant.MIN;
  private long inspected;

  Ledger(InstantSource clock, Collector collector, Holders holders, Nudging nudging) {
    this.clock = clock;
    this.collector = collector;
    this.holders = holders;
    this.nudging = nudging;
  }

  @Override
  public void watch(String worker, ClassLoader loader) {
    watched.add(new Watched(worker, loader, dead, clock.instant(), collector.fullCollections()));
  }

  @Override
  public long collected() {
    strikeOut();
    return collected.get();
  }

  @Override
  public List<Remnant> remnants() {
    strikeOut();
    return watched.stream()
        .sorted(Comparator.comparing(each -> each.since))
        .map(Watched::remnant)
        .toList();
  }

  /** Asks for collections by another rule from now on. */
  void nudge(Nudging next) {
    nudging = next;
  }

  /** Whether there is nothing to look at. */
  boolean isEmpty() {
    strikeOut();
    return watched.isEmpty();
  }

  /** Looks for leaks, and asks for a garbage collection if it is time. One thread at a time. */
  void inspect() {
    strikeOut();
    long collections = collector.fullCollections();
    if (collections != inspected) {
      inspected = collections;
      watched.stream().filter(each -> each.survived(collections) >= PROOF).forEach(this::report);
    }
    nudge();
  }

  private void report(Watched suspect) {
    boolean known = suspect.isLeak();
    ClassLoader loader = suspect.loader();
    if (loader == null) {
      return; // let go at this moment
    }
    suspect.leaks(holders.of(loader));
    if (!known) {
      List<String> found = suspect.remnant().holders();
      log.warn(
          "Class loader of ended worker {} is not collected; held by: {}",
          suspect.worker(),
          found.isEmpty() ? "nothing that could be told" : String.join("; ", found));
    }
  }

  private void nudge() {
    Instant now = clock.instant();
    Nudging rule = nudging;
    boolean due =
        watched.stream()
            .filter(each -> !each.isLeak())
            .anyMatch(each -> rule.isDue(now, each.since, nudged));
    if (due) {
      nudged = now;
      collector.nudge();
    }
  }

  private void strikeOut() {
    for (Reference<?> each = dead.poll(); each != null; each = dead.poll()) {
      if (each instanceof Watched gone && watched.remove(gone)) {
        collected.incrementAndGet();
      }
    }
  }
}
