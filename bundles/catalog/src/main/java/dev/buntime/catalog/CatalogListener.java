package dev.buntime.catalog;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Hears of every change of the catalog. A whiteboard service.
 *
 * <p>A listener that comes late is told the snapshot in force at once, with {@link
 * CatalogSnapshot#EMPTY} before it. Calls come one at a time and in order, on the writer's thread:
 * a listener returns soon and never calls {@link Catalog#update}. Of several, the one with the
 * highest {@code service.ranking} hears a change first.
 */
@ConsumerType
@FunctionalInterface
public interface CatalogListener {

  /** The catalog changed from one snapshot to another. */
  void changed(CatalogSnapshot before, CatalogSnapshot after);
}
