package dev.buntime.deployer.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.catalog.LiveApp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs the bundles of apps and takes them away again; never starts one. Thread-safe. */
final class AppBundles {
  private static final Logger log = LoggerFactory.getLogger(AppBundles.class);
  private static final int SHORT = 12;

  private final BundleContext context;
  private final FrameworkWiring framework;
  private final AtomicLong installed = new AtomicLong();

  /**
   * @param context installs the bundles
   */
  AppBundles(BundleContext context) {
    this.context = context;
    Bundle system =
        Objects.requireNonNull(
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION), "the system bundle");
    framework = Objects.requireNonNull(system.adapt(FrameworkWiring.class), "its wiring");
  }

  /**
   * Installs and resolves a bundle beside all that are there.
   *
   * @throws RefusedException if it cannot be resolved; it is not installed then
   */
  Bundle install(AppVersion id, RetainedCopies.Copy content) throws RefusedException {
    Bundle bundle = installUnresolved(id, content);
    if (framework.resolveBundles(List.of(bundle))) {
      return bundle;
    }
    String reason =
        new MissingRequirements(bundle, context).explain().orElseGet(() -> lastResort(bundle));
    uninstall(List.of(bundle));
    throw new RefusedException(reason, Retry.ON_PLATFORM_CHANGE);
  }

  private Bundle installUnresolved(AppVersion id, RetainedCopies.Copy content)
      throws RefusedException {
    try (InputStream in = Files.newInputStream(content.file())) {
      return context.installBundle(newLocation(id, content), in);
    } catch (BundleException e) {
      log.debug("{} cannot be installed", content.file(), e);
      Retry retry = e.getCause() instanceof IOException ? Retry.SOON : Retry.ON_CHANGE;
      throw new RefusedException("the framework does not install it: " + words(e), retry);
    } catch (IOException e) {
      log.debug("{} cannot be read", content.file(), e);
      throw new RefusedException("the runner's copy cannot be read: " + e, Retry.SOON);
    }
  }

  /** Installing at a location that is in use would give the bundle that is there. */
  private String newLocation(AppVersion id, RetainedCopies.Copy content) {
    String checksum = content.sha256().substring(0, SHORT);
    String location;
    do {
      location = LiveApp.LOCATION_PREFIX + id + "#" + checksum + "." + installed.incrementAndGet();
    } while (context.getBundle(location) != null);
    return location;
  }

  /** What the resolver itself says; only asked for when the requirements look fine. */
  private static String lastResort(Bundle bundle) {
    String says = "the framework gives no reason";
    try {
      var _ = bundle.loadClass("none");
    } catch (ClassNotFoundException e) {
      says = e.getCause() == null ? says : words(e.getCause());
    }
    return ("All it requires is in the runner, but does not fit together or is not for apps: %s."
            + " Embed what conflicts in the jar.")
        .formatted(says);
  }

  private static String words(Throwable problem) {
    return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
  }

  /** All app bundles in the framework, also those that an earlier run left in its storage. */
  List<Bundle> all() {
    return Arrays.stream(context.getBundles()).filter(LiveApp::isApp).toList();
  }

  /** Uninstalls bundles that do not run, and has the framework drop their class loaders. */
  void uninstall(List<Bundle> bundles) {
    List<Bundle> there =
        bundles.stream().filter(each -> each.getState() != Bundle.UNINSTALLED).toList();
    for (Bundle bundle : there) {
      try {
        bundle.uninstall();
      } catch (BundleException | IllegalStateException e) {
        log.warn("{} cannot be uninstalled; it stays until the runner stops", bundle, e);
      }
    }
    if (!there.isEmpty()) {
      framework.refreshBundles(there);
    }
  }

  /**
   * Has the framework give a bundle that does not run a fresh class loader.
   *
   * @param ended told on the framework's thread whether it is resolved again
   */
  void refresh(Bundle bundle, Consumer<Boolean> ended) {
    framework.refreshBundles(
        List.of(bundle),
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            ended.accept(
                bundle.getState() != Bundle.UNINSTALLED
                    && framework.resolveBundles(List.of(bundle)));
          }
        });
  }
}
