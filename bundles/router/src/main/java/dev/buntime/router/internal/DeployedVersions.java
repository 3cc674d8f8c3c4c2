package dev.buntime.router.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.versions.SemVer;
import dev.buntime.versions.VersionRange;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/** The versions of one app that can be called; at least one. Immutable. */
final class DeployedVersions {
  private final NavigableMap<SemVer, LiveApp> byVersion;
  private final LiveApp latest;

  /** Takes the map over: nobody edits it from now on. */
  DeployedVersions(NavigableMap<SemVer, LiveApp> byVersion) {
    this.byVersion = Collections.unmodifiableNavigableMap(byVersion);
    this.latest = best(VersionRange.LATEST).orElseThrow();
  }

  /** What answers if no range is given. */
  LiveApp latest() {
    return latest;
  }

  /** What answers for a range, if a version is in it. */
  Optional<LiveApp> best(VersionRange range) {
    return range.best(versions()).map(byVersion::get);
  }

  /** All versions, lowest first. */
  NavigableSet<SemVer> versions() {
    return byVersion.navigableKeySet();
  }

  /** A copy of all versions and what answers for each. */
  NavigableMap<SemVer, LiveApp> copy() {
    return new TreeMap<>(byVersion);
  }
}
