package dev.buntime.plugin.metrics.internal;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.HashSet;
import java.util.Set;

/**
 * Gives so many app versions series of their own, first come first served; all others are counted
 * together. Thread-safe.
 */
final class VersionCap implements MeterFilter {
  /** Stands for all app versions beyond the cap; no app can have such a name. */
  static final String OTHER = "(other)";

  private static final String APP = "app";
  private static final String VERSION = "version";

  private final int most;
  private final Set<Version> named = new HashSet<>(); // guarded by this

  /** An app version. */
  record Version(String app, String version) {}

  VersionCap(int most) {
    this.most = most;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    String app = id.getTag(APP);
    String version = id.getTag(VERSION);
    if (app == null || version == null || app.startsWith("(") || admits(app, version)) {
      return id;
    }
    return id.replaceTags(Tags.of(id.getTags()).and(Tag.of(APP, OTHER), Tag.of(VERSION, OTHER)));
  }

  /** Whether a version has series of its own; takes a place for it if there is one left. */
  synchronized boolean admits(String app, String version) {
    Version key = new Version(app, version);
    return named.contains(key) || (named.size() < most && named.add(key));
  }

  /**
   * Gives back the places of all versions but these.
   *
   * @return those that had one
   */
  synchronized Set<Version> keepOnly(Set<Version> deployed) {
    Set<Version> gone = new HashSet<>(named);
    gone.removeAll(deployed);
    named.removeAll(gone);
    return gone;
  }
}
