package dev.buntime.catalog;

import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.osgi.framework.Bundle;

/** Deployments for tests; their bundles know where they are from and nothing else. */
public final class Artifacts {
  private Artifacts() {}

  /** An app version from {@code app@version}. */
  public static AppVersion id(String text) {
    int at = text.indexOf('@');
    return new AppVersion(text.substring(0, at), SemVer.parse(text.substring(at + 1)));
  }

  /** A live deployment of {@code app@version}; each call makes another bundle. */
  public static Deployment live(String artifact, String id) {
    LiveApp app =
        new LiveApp(
            id(id),
            bundle(LiveApp.LOCATION_PREFIX + artifact),
            new EntryPoint.Whiteboard(),
            WorkerSettings.DEFAULTS,
            new NoGenerations());
    return deployment(artifact, new Deployment.Live(app));
  }

  /** An artifact that was refused. */
  public static Deployment refused(String artifact) {
    return deployment(artifact, new Deployment.Refused(null, "it is not an archive"));
  }

  /** A snapshot with those app versions live, each in an artifact of its name. */
  public static CatalogSnapshot snapshot(String... ids) {
    return CatalogSnapshot.EMPTY.with(
        Arrays.stream(ids).map(id -> live(id + ".jar", id)).toList(), List.of());
  }

  /** A bundle that has a location. */
  public static Bundle bundle(String location) {
    return (Bundle)
        Proxy.newProxyInstance(
            Artifacts.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "equals" -> isSame(self, arguments[0]);
                  case "hashCode" -> System.identityHashCode(self);
                  case "toString", "getLocation" -> location;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
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

  private static Deployment deployment(String artifact, Deployment.Outcome outcome) {
    return new Deployment(artifact, 1, "", Instant.EPOCH, List.of(), outcome);
  }

  @SuppressWarnings("ReferenceEquality") // what equals means for a bundle
  private static boolean isSame(Object one, Object other) {
    return one == other;
  }
}
