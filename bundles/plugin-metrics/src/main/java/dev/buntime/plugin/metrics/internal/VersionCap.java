package dev.buntime.plugin.metrics.internal;

import dev.buntime.runtime.MeteredVersions;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Gives so many app versions series of their own, first come first served; all others are counted
 * together, each until it is gone: with series of its own it would be counted twice.
 *
 * <p>The runner asks before it makes a meter. As a filter of the registry this holds for meters of
 * other plugins, too, which may not ask. Thread-safe.
 */
@Component(
    service = {VersionCap.class, MeteredVersions.class},
    configurationPid = MetricsConfig.PID)
public final class VersionCap implements MeteredVersions, MeterFilter {
  private static final String APP = "app";
  private static final String VERSION = "version";

  private final int most;
  private final Set<Version> named = ConcurrentHashMap.newKeySet();
  private final Set<Version> others = ConcurrentHashMap.newKeySet();

  /** An app version. */
  record Version(String app, String version) {}

  /** Made by Declarative Services. */
  @Activate
  public VersionCap(MetricsConfig config) {
    this(config.maxVersions());
  }

  VersionCap(int most) {
    this.most = most;
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    String app = id.getTag(APP);
    String version = id.getTag(VERSION);
    if (app == null || version == null || app.startsWith("(") || isMetered(app, version)) {
      return id;
    }
    return id.replaceTags(Tags.of(id.getTags()).and(Tag.of(APP, OTHER), Tag.of(VERSION, OTHER)));
  }

  /** Locks for a version that is new only: each request of one beyond the cap asks. */
  @Override
  public boolean isMetered(String app, String version) {
    Version key = new Version(app, version);
    return named.contains(key) || (!others.contains(key) && take(key));
  }

  private synchronized boolean take(Version key) {
    if (named.contains(key) || others.contains(key)) {
      return named.contains(key);
    }
    boolean isFree = named.size() < most;
    (isFree ? named : others).add(key);
    return isFree;
  }

  /**
   * Gives back the places of all versions but these, and forgets them.
   *
   * @return those that had one
   */
  synchronized Set<Version> keepOnly(Set<Version> deployed) {
    Set<Version> gone = new HashSet<>(named);
    gone.removeAll(deployed);
    named.removeAll(gone);
    others.retainAll(deployed);
    return gone;
  }
}
