package dev.buntime.catalog;

import java.util.Collection;
import org.osgi.annotation.versioning.ProviderType;

/** The deployments of this runner: one writer, any number of readers. Thread-safe. */
@ProviderType
public interface Catalog {

  /** The snapshot in force; costs one volatile read. */
  CatalogSnapshot snapshot();

  /**
   * Puts and removes deployments in one step: no reader sees a part of it.
   *
   * <p>Every {@link CatalogListener} has been told when this returns.
   *
   * @param put deployments that are new or replace the one of the same artifact
   * @param removed artifacts that are gone; unknown ones are ignored
   * @throws IllegalStateException if two live deployments would have the same app version; nothing
   *     is changed then
   */
  void update(Collection<Deployment> put, Collection<String> removed);
}
