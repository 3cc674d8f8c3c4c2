package dev.buntime.sandbox.internal.census;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/**
 * The garbage collector of this JVM: G1, Serial, Parallel, ZGC or Shenandoah.
 *
 * <p>Young collections do not count, because they take no old class loader, nor does a concurrent
 * cycle of G1, because its bean counts each twice. A JVM with {@code -XX:+DisableExplicitGC} or
 * {@code -XX:+ExplicitGCInvokesConcurrent} ignores the nudge, and leaks are found only after full
 * collections that happen by themselves.
 */
final class JvmCollector implements Collector {
  private static final Set<String> FULL =
      Set.of(
          "G1 Old Generation",
          "MarkSweepCompact",
          "PS MarkSweep",
          "ZGC Cycles",
          "ZGC Major Cycles",
          "Shenandoah Cycles");

  private final List<GarbageCollectorMXBean> beans =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(bean -> FULL.contains(bean.getName()))
          .toList();

  @Override
  public long fullCollections() {
    return beans.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
  }

  @Override
  public void nudge() {
    System.gc();
  }
}
