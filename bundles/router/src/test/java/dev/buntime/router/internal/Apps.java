package dev.buntime.router.internal;

import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.Generations;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.WorkerSettings;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.osgi.framework.Bundle;

/** Deployments for tests; their bundles can do nothing. */
final class Apps {
  private Apps() {}

  /** A snapshot with those app versions live, each {@code app@version}. */
  static CatalogSnapshot snapshot(String... ids) {
    return CatalogSnapshot.EMPTY.with(Arrays.stream(ids).map(Apps::deployment).toList(), List.of());
  }

  /** A routing table with those app versions. */
  static RoutingTable table(String... ids) {
    return RoutingTable.EMPTY.next(snapshot(ids));
  }

  /** A snapshot with so many versions of each of so many apps: {@code app-3@1.7.0}. */
  static CatalogSnapshot many(int apps, int versions) {
    return snapshot(
        IntStream.range(0, apps * versions)
            .mapToObj(i -> "app-%d@1.%d.0".formatted(i / versions, i % versions))
            .toArray(String[]::new));
  }

  /** A live deployment whose artifact is named after it; each call makes another bundle. */
  static Deployment deployment(String id) {
    int at = id.indexOf('@');
    AppVersion version = new AppVersion(id.substring(0, at), SemVer.parse(id.substring(at + 1)));
    LiveApp app =
        new LiveApp(
            version,
            bundle(id),
            new EntryPoint.Whiteboard(),
            WorkerSettings.DEFAULTS,
            new NoGenerations());
    return deployment(id, new Deployment.Live(app));
  }

  /** An artifact that was refused. */
  static Deployment refused(String artifact) {
    return deployment(artifact, new Deployment.Refused(null, "not an app"));
  }

  /** Nobody runs what is in these tests. */
  private record NoGenerations() implements Generations {
    @Override
    public Bundle take() {
      throw new UnsupportedOperationException("take");
    }

    @Override
    public void giveBack(Bundle generation) {
      throw new UnsupportedOperationException("giveBack");
    }
  }

  private static Deployment deployment(String id, Deployment.Outcome outcome) {
    return new Deployment(id + ".jar", 1, "", Instant.EPOCH, List.of(), outcome);
  }

  private static Bundle bundle(String id) {
    return (Bundle)
        Proxy.newProxyInstance(
            Apps.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> isSame(self, arguments[0]);
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString", "getLocation" -> LiveApp.LOCATION_PREFIX + id;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @SuppressWarnings("ReferenceEquality") // what equals means for a bundle
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }
}
