package dev.buntime.worker.internal;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what each garbage collection of this JVM has left of the heap, until it is closed. The
 * pauses inside a concurrent collection, which leave the garbage where it is, do not count.
 */
final class CollectionNews implements NotificationListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CollectionNews.class);

  private static final Set<String> COLLECTORS =
      Set.of(
          "G1 Young Generation",
          "G1 Old Generation",
          "Copy",
          "MarkSweepCompact",
          "PS Scavenge",
          "PS MarkSweep",
          "ZGC Minor Cycles",
          "ZGC Major Cycles",
          "Shenandoah Cycles");

  private final List<NotificationEmitter> collectors =
      ManagementFactory.getGarbageCollectorMXBeans().stream()
          .filter(collector -> COLLECTORS.contains(collector.getName()))
          .map(NotificationEmitter.class::cast) // those of every OpenJDK are
          .toList();
  private final Set<String> heapPools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());
  private final Listener listener;

  /** Hears of collections. */
  @FunctionalInterface
  interface Listener {

    /**
     * There was a collection.
     *
     * @param room bytes that it left free
     * @param size bytes of the whole heap
     */
    void collected(long room, long size);
  }

  /**
   * Begins to listen.
   *
   * @param listener is called on a thread of the JVM, and must return soon
   */
  CollectionNews(Listener listener) {
    this.listener = listener;
    collectors.forEach(collector -> collector.addNotificationListener(this, null, null));
  }

  @Override
  public void handleNotification(Notification notification, Object handback) {
    if (!(notification.getUserData() instanceof CompositeData data)
        || !notification
            .getType()
            .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    Map<String, MemoryUsage> after =
        GarbageCollectionNotificationInfo.from(data).getGcInfo().getMemoryUsageAfterGc();
    long used =
        after.entrySet().stream()
            .filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    long size = Runtime.getRuntime().maxMemory();
    listener.collected(size - used, size);
  }

  @Override
  public void close() {
    for (NotificationEmitter collector : collectors) {
      try {
        collector.removeNotificationListener(this);
      } catch (ListenerNotFoundException e) {
        log.debug("closed before", e);
      }
    }
  }
}
