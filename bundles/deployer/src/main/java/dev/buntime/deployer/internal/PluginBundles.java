package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.PluginBundle;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the framework does with bundles of plugins. For one thread. */
final class PluginBundles {
  private static final Logger log = LoggerFactory.getLogger(PluginBundles.class);

  private final BundleContext context;
  private final FrameworkWiring framework;
  private final BundleInstaller installer;
  private final int startLevel;

  /**
   * @param context installs the bundles; they get the start level of its bundle, so that they start
   *     after and stop before what they stand on
   */
  PluginBundles(BundleContext context) {
    this.context = context;
    installer = new BundleInstaller(context, "does not fit together");
    Bundle system =
        Objects.requireNonNull(
            context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION), "the system bundle");
    framework = Objects.requireNonNull(system.adapt(FrameworkWiring.class), "its wiring");
    startLevel = Math.max(1, levelOf(context.getBundle()).getStartLevel());
  }

  private static BundleStartLevel levelOf(Bundle bundle) {
    return Objects.requireNonNull(bundle.adapt(BundleStartLevel.class), "its start level");
  }

  /**
   * Installs a bundle beside all that are there.
   *
   * @throws RefusedException if the framework does not take it
   */
  Bundle install(String artifact, RetainedCopies.Copy content) throws RefusedException {
    Bundle bundle = installer.install(PluginBundle.LOCATION_PREFIX + artifact, content);
    levelOf(bundle).setStartLevel(startLevel);
    return bundle;
  }

  /** Resolves as many of them as can be, which may need each other. */
  void resolve(Collection<Bundle> bundles) {
    var _ = framework.resolveBundles(bundles);
  }

  /**
   * Checks that a bundle could be resolved.
   *
   * @param going bundles that it could not use
   * @throws RefusedException if it is not
   */
  void requireResolved(Bundle bundle, Collection<Bundle> going) throws RefusedException {
    if (bundle.getState() == Bundle.INSTALLED) {
      throw new RefusedException(
          installer.whyUnresolved(bundle, each -> !LiveApp.isApp(each) && !going.contains(each)),
          Retry.ON_PLATFORM_CHANGE);
    }
  }

  /**
   * Starts a bundle.
   *
   * @throws RefusedException if that fails
   */
  void start(Bundle bundle) throws RefusedException {
    try {
      bundle.start(Bundle.START_TRANSIENT); // the next start of the runner begins with the folder
    } catch (BundleException e) {
      log.debug("{} does not start", bundle, e);
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new RefusedException("it does not start: " + cause, Retry.ON_TOUCH);
    }
  }

  /** Stops a bundle, whatever it throws. */
  void stop(Bundle bundle) {
    try {
      bundle.stop(Bundle.STOP_TRANSIENT);
    } catch (BundleException | IllegalStateException e) {
      log.warn("{} does not stop as it should", bundle, e);
    }
  }

  /** Uninstalls bundles that do not run, and drops the class loaders that nobody uses. */
  void uninstall(Collection<Bundle> bundles) {
    for (Bundle bundle : bundles) {
      try {
        bundle.uninstall();
      } catch (BundleException | IllegalStateException e) {
        log.warn("{} cannot be uninstalled; it stays until the runner stops", bundle, e);
      }
    }
    sweep();
  }

  /** Drops class loaders of bundles that are uninstalled as soon as nobody uses their classes. */
  void sweep() {
    List<Bundle> unused =
        framework.getRemovalPendingBundles().stream()
            .filter(PluginBundle::is)
            .filter(this::isUnused)
            .toList();
    if (!unused.isEmpty()) {
      framework.refreshBundles(unused);
    }
  }

  private boolean isUnused(Bundle bundle) {
    return framework.getDependencyClosure(List.of(bundle)).stream()
        .allMatch(each -> each.getState() == Bundle.UNINSTALLED);
  }

  /** The bundles that are wired to this one. */
  List<Bundle> users(Bundle bundle) {
    return Optional.ofNullable(bundle.adapt(BundleWiring.class)).stream()
        .flatMap(wiring -> wiring.getProvidedWires(null).stream())
        .map(wire -> wire.getRequirer().getBundle())
        .filter(each -> !each.equals(bundle))
        .distinct()
        .toList();
  }

  /** All bundles of plugins, also those that an earlier run left in the framework's storage. */
  List<Bundle> all() {
    return Arrays.stream(context.getBundles()).filter(PluginBundle::is).toList();
  }
}
