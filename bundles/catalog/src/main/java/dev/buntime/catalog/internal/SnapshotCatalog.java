package dev.buntime.catalog.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One volatile reference to the snapshot in force, replaced whole under a lock.
 *
 * <p>Listeners are told under the same lock, so that each hears every change once and in order;
 * this is the one place where a listener is called with a lock held, and why {@link
 * CatalogListener} forbids it to write.
 */
@Component
public final class SnapshotCatalog implements Catalog {
  private static final Logger log = LoggerFactory.getLogger(SnapshotCatalog.class);

  private final ReentrantLock writer = new ReentrantLock();
  private final List<Hearer> hearers = new ArrayList<>(); // guarded by writer; in order
  private volatile CatalogSnapshot current = CatalogSnapshot.EMPTY; // replaced whole, never edited

  /**
   * Who is told.
   *
   * @param ranking the higher, the earlier
   */
  private record Hearer(CatalogListener listener, int ranking) {}

  /** Starts empty. */
  @Activate
  public SnapshotCatalog() {}

  @Override
  public CatalogSnapshot snapshot() {
    return current;
  }

  @Override
  public void update(Collection<Deployment> put, Collection<String> removed) {
    writer.lock();
    try {
      if (writer.getHoldCount() > 1) {
        throw new IllegalStateException("a catalog listener must not write the catalog");
      }
      CatalogSnapshot before = current;
      CatalogSnapshot after = before.with(put, removed);
      current = after;
      List.copyOf(hearers).forEach(hearer -> tell(hearer.listener(), before, after));
    } finally {
      writer.unlock();
    }
  }

  @Reference(
      policy = ReferencePolicy.DYNAMIC,
      cardinality = ReferenceCardinality.MULTIPLE,
      unbind = "removeListener")
  void addListener(CatalogListener listener, Map<String, ?> properties) {
    int ranking = properties.get(Constants.SERVICE_RANKING) instanceof Integer given ? given : 0;
    writer.lock();
    try {
      hearers.add(new Hearer(listener, ranking));
      hearers.sort(Comparator.comparingInt(Hearer::ranking).reversed());
      tell(listener, CatalogSnapshot.EMPTY, current);
    } finally {
      writer.unlock();
    }
  }

  void removeListener(CatalogListener listener) {
    writer.lock();
    try {
      hearers.removeIf(hearer -> hearer.listener().equals(listener));
    } finally {
      writer.unlock();
    }
  }

  private static void tell(
      CatalogListener listener, CatalogSnapshot before, CatalogSnapshot after) {
    try {
      listener.changed(before, after);
    } catch (RuntimeException e) {
      log.error("{} failed on a catalog change; the others were told", listener, e);
    }
  }
}
