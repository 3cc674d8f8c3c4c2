package dev.buntime.worker.internal;

import java.util.concurrent.atomic.LongAdder;

/** What has happened in the pool since the runner started. Thread-safe. */
final class PoolCounters {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder created = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder zombies = new LongAdder();

  /** A request found a live worker. */
  void hit() {
    hits.increment();
  }

  /** A request found none. */
  void miss() {
    misses.increment();
  }

  /** A worker became ready. */
  void created() {
    created.increment();
  }

  /** A worker did not start. */
  void failed() {
    failed.increment();
  }

  /** A worker was stopped to make room for another one. */
  void evicted() {
    evictions.increment();
  }

  /** Threads were left behind that nothing can stop. */
  void zombies(int threads) {
    zombies.add(threads);
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long workersCreated() {
    return created.sum();
  }

  long workersFailed() {
    return failed.sum();
  }

  long evictions() {
    return evictions.sum();
  }

  long zombieThreads() {
    return zombies.sum();
  }
}
