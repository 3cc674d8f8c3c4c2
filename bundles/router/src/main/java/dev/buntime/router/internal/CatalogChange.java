package dev.buntime.router.internal;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.LiveApp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot of the catalog has and another has not.
 *
 * @param gone live apps of the first that are not in the second
 * @param come live apps of the second that are not in the first
 */
record CatalogChange(List<LiveApp> gone, List<LiveApp> come) {

  /** Walks through both snapshots side by side, since both are sorted by artifact. */
  static CatalogChange between(CatalogSnapshot before, CatalogSnapshot after) {
    CatalogChange change = new CatalogChange(new ArrayList<>(), new ArrayList<>());
    Iterator<Deployment> olds = before.deployments().iterator();
    Iterator<Deployment> news = after.deployments().iterator();
    Deployment old = nextOrNull(olds);
    Deployment now = nextOrNull(news);
    while (old != null || now != null) {
      int order = order(old, now);
      if (order != 0 || !Objects.equals(old, now)) {
        addLive(order <= 0 ? old : null, change.gone);
        addLive(order >= 0 ? now : null, change.come);
      }
      old = order <= 0 ? nextOrNull(olds) : old;
      now = order >= 0 ? nextOrNull(news) : now;
    }
    return change;
  }

  /** Which of the two comes first; null comes last. */
  private static int order(@Nullable Deployment old, @Nullable Deployment now) {
    if (old == null || now == null) {
      return old == null ? 1 : -1;
    }
    // Nearly always the same deployment, which is seen faster than the same name.
    return old.equals(now) ? 0 : old.artifact().compareTo(now.artifact());
  }

  private static @Nullable Deployment nextOrNull(Iterator<Deployment> deployments) {
    return deployments.hasNext() ? deployments.next() : null;
  }

  private static void addLive(@Nullable Deployment deployment, List<LiveApp> apps) {
    if (deployment != null && deployment.outcome() instanceof Deployment.Live(LiveApp app)) {
      apps.add(app);
    }
  }
}
