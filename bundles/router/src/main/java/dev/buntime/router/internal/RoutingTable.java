package dev.buntime.router.internal;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.router.internal.RangeCache.Resolution;
import dev.buntime.runtime.InvocationException;
import dev.buntime.versions.RangeSyntaxException;
import dev.buntime.versions.SemVer;
import dev.buntime.versions.VersionRange;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which app versions a first path segment selects at one moment.
 *
 * <p>Immutable but for the cache of ranges, which nobody can tell from working them out again.
 */
final class RoutingTable {
  /** How many ranges a table remembers. */
  static final int CACHE_LIMIT = 4096;

  static final RoutingTable EMPTY = new RoutingTable(CatalogSnapshot.EMPTY, Map.of());

  private final CatalogSnapshot snapshot;
  private final Map<String, DeployedVersions> byApp; // never edited
  private final RangeCache cache = new RangeCache(CACHE_LIMIT);

  private RoutingTable(CatalogSnapshot snapshot, Map<String, DeployedVersions> byApp) {
    this.snapshot = snapshot;
    this.byApp = byApp;
  }

  /** The table of another snapshot; apps that did not change are taken over from this one. */
  RoutingTable next(CatalogSnapshot after) {
    CatalogChange change = CatalogChange.between(snapshot, after);
    Map<String, NavigableMap<SemVer, LiveApp>> changed = new HashMap<>();
    change.gone().forEach(app -> versionsToChange(changed, app).remove(app.id().version()));
    change.come().forEach(app -> versionsToChange(changed, app).put(app.id().version(), app));
    return new RoutingTable(after, replaced(changed));
  }

  private NavigableMap<SemVer, LiveApp> versionsToChange(
      Map<String, NavigableMap<SemVer, LiveApp>> changed, LiveApp app) {
    return changed.computeIfAbsent(
        app.id().app(),
        name -> {
          DeployedVersions versions = byApp.get(name);
          return versions == null ? new TreeMap<>() : versions.copy();
        });
  }

  private Map<String, DeployedVersions> replaced(
      Map<String, NavigableMap<SemVer, LiveApp>> changed) {
    Map<String, DeployedVersions> next = new HashMap<>(byApp);
    changed.forEach((name, versions) -> {
      if (versions.isEmpty()) {
        next.remove(name);
      } else {
        next.put(name, new DeployedVersions(versions));
      }
    });
    return next;
  }

  /**
   * The app version that a segment selects.
   *
   * @param segment {@code app} or {@code app@range}
   * @throws InvocationException if there is none, or the range is malformed
   */
  LiveApp find(String segment) throws InvocationException {
    int at = segment.indexOf('@');
    if (at < 0) {
      return versionsOf(segment).latest();
    }
    Resolution known = cache.get(segment);
    return switch (known == null ? resolve(segment, at) : known) {
      case Resolution.Found(LiveApp app) -> app;
      case Resolution.NoneInRange _ -> throw noneInRange(segment, at);
    };
  }

  private Resolution resolve(String segment, int at) throws InvocationException {
    String name = segment.substring(0, at);
    DeployedVersions versions = versionsOf(name);
    Resolution resolution =
        versions
            .best(range(name, segment.substring(at + 1)))
            .<Resolution>map(Resolution.Found::new)
            .orElseGet(Resolution.NoneInRange::new);
    cache.put(segment, resolution);
    return resolution;
  }

  private DeployedVersions versionsOf(String name) throws InvocationException {
    DeployedVersions versions = byApp.get(name);
    if (versions == null) {
      throw Refusals.appNotFound(name);
    }
    return versions;
  }

  private static VersionRange range(String app, String text) throws InvocationException {
    try {
      return VersionRange.parse(text);
    } catch (RangeSyntaxException e) {
      throw Refusals.rangeInvalid(app, text, e);
    }
  }

  private InvocationException noneInRange(String segment, int at) throws InvocationException {
    String name = segment.substring(0, at);
    return Refusals.versionNotFound(name, segment.substring(at + 1), versionsOf(name).versions());
  }

  int remembered() {
    return cache.size();
  }
}
