package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.versions.AppVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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

  private final BundleContext context;
  private final FrameworkWiring framework;
  private final BundleInstaller installer;

  /**
   * @param context installs the bundles
   */
  AppBundles(BundleContext context) {
    this.context = context;
    installer = new BundleInstaller(context, "does not fit together or is not for apps");
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
    Bundle bundle = installer.install(LiveApp.LOCATION_PREFIX + id, content);
    if (framework.resolveBundles(List.of(bundle))) {
      return bundle;
    }
    String reason = installer.whyUnresolved(bundle, each -> !LiveApp.isApp(each));
    uninstall(List.of(bundle));
    throw new RefusedException(reason, Retry.ON_PLATFORM_CHANGE);
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
