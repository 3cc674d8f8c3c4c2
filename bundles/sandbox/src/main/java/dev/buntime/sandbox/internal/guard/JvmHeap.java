package dev.buntime.sandbox.internal.guard;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The heap of this JVM. Thread-safe.
 *
 * <p>New objects are made in a pool, eden, which the collectors G1, Serial and Parallel let run
 * full in the best of health; only what outlives it takes room. ZGC and Shenandoah let the whole
 * heap run full, so there counts what was left by the latest collection.
 */
final class JvmHeap implements HeapReserve.Heap {
  private final Runtime runtime = Runtime.getRuntime();
  private final List<MemoryPoolMXBean> pools;
  private final Function<MemoryPoolMXBean, MemoryUsage> usage;

  JvmHeap() {
    List<MemoryPoolMXBean> all =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    pools = all.stream().filter(pool -> !pool.getName().contains("Eden")).toList();
    usage =
        pools.size() < all.size()
            ? MemoryPoolMXBean::getUsage
            : MemoryPoolMXBean::getCollectionUsage;
  }

  @Override
  public long size() {
    return runtime.maxMemory();
  }

  @Override
  public boolean hasRoom(long bytes) {
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory() >= bytes
        || roomInPools() >= bytes;
  }

  private long roomInPools() {
    long max = 0;
    long used = 0;
    for (MemoryPoolMXBean pool : pools) {
      MemoryUsage now = usage.apply(pool);
      if (now != null) {
        max += Math.max(0, now.getMax()); // a pool that shares the room of another has none
        used += now.getUsed();
      }
    }
    return Math.min(max, size()) - used; // those of ZGC have the size of the heap each
  }

  @Override
  public void collect() {
    System.gc();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void pause(long nanos) {
    LockSupport.parkNanos(nanos);
  }
}
