package dev.buntime.deployer.internal;

import dev.buntime.catalog.LiveApp;
import dev.buntime.versions.AppVersion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
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

  /** Is between the location of a bundle and that of its companions. */
  private static final String COMPANION = "/with";

  private final BundleContext context;
  private final FrameworkWiring framework;
  private final BundleInstaller installer;
  private final Map<Bundle, List<Bundle>> companions = new ConcurrentHashMap<>();

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
    Bundle bundle = place(id, content);
    if (resolve(bundle)) {
      return bundle;
    }
    String reason = installer.whyUnresolved(bundle, each -> !LiveApp.isApp(each));
    uninstall(List.of(bundle));
    throw new RefusedException(reason, Retry.ON_PLATFORM_CHANGE);
  }

  /**
   * Installs a bundle beside all that are there, and does not resolve it.
   *
   * @throws RefusedException if the framework does not take it
   */
  Bundle place(AppVersion id, RetainedCopies.Copy content) throws RefusedException {
    return installer.install(LiveApp.LOCATION_PREFIX + id, content);
  }

  /** Whether a bundle is resolved, or can be now. */
  boolean resolve(Bundle bundle) {
    return framework.resolveBundles(List.of(bundle));
  }

  /**
   * Installs companions for a bundle that was placed, and resolves it with them. From now on they
   * get fresh class loaders and go together with it. Nobody else can use them: their locations are
   * below its own.
   *
   * @throws RefusedException if that does not help; the bundle stays, the companions do not
   */
  void complete(Bundle bundle, List<RetainedCopies.Copy> contents) throws RefusedException {
    List<Bundle> installed = new CopyOnWriteArrayList<>();
    companions.put(bundle, installed);
    boolean complete = false;
    try {
      for (RetainedCopies.Copy content : contents) {
        installed.add(installer.install(bundle.getLocation() + COMPANION, content));
      }
      if (!resolve(bundle)) {
        throw new RefusedException(
            "what was found for it does not help: "
                + installer.whyUnresolved(
                    bundle, each -> !LiveApp.isApp(each) || installed.contains(each)),
            Retry.LATER);
      }
      complete = true;
    } finally {
      if (!complete || bundle.getState() == Bundle.UNINSTALLED) { // it may be, meanwhile
        uninstall(List.copyOf(installed));
        companions.remove(bundle);
      }
    }
  }

  /**
   * Installs and resolves a bundle with companions.
   *
   * @throws RefusedException if it cannot be resolved; none of them is installed then
   */
  Bundle installWith(
      AppVersion id, RetainedCopies.Copy content, List<RetainedCopies.Copy> companionContents)
      throws RefusedException {
    Bundle bundle = place(id, content);
    boolean complete = false;
    try {
      complete(bundle, companionContents);
      complete = true;
      return bundle;
    } finally {
      if (!complete) {
        uninstall(List.of(bundle));
      }
    }
  }

  /** Whether a bundle runs, or a companion of it. */
  boolean isRunning(Bundle bundle) {
    return withCompanions(bundle)
        .anyMatch(
            each -> (each.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0);
  }

  private Stream<Bundle> withCompanions(Bundle bundle) {
    return Stream.concat(Stream.of(bundle), companions.getOrDefault(bundle, List.of()).stream());
  }

  /** All app bundles in the framework, also those that an earlier run left in its storage. */
  List<Bundle> all() {
    return Arrays.stream(context.getBundles()).filter(LiveApp::isApp).toList();
  }

  /**
   * Uninstalls bundles that do not run, with their companions, and has the framework drop their
   * class loaders.
   */
  void uninstall(List<Bundle> bundles) {
    List<Bundle> there =
        bundles.stream()
            .flatMap(this::withCompanions)
            .filter(each -> each.getState() != Bundle.UNINSTALLED)
            .toList();
    for (Bundle bundle : there) {
      try {
        bundle.uninstall();
      } catch (BundleException | IllegalStateException e) {
        log.warn("{} cannot be uninstalled; it stays until the runner stops", bundle, e);
      }
    }
    bundles.forEach(companions::remove);
    if (!there.isEmpty()) {
      framework.refreshBundles(there);
    }
  }

  /**
   * Has the framework give a bundle that does not run, and its companions, fresh class loaders.
   *
   * @param ended told on the framework's thread whether it is resolved again
   */
  void refresh(Bundle bundle, Consumer<Boolean> ended) {
    framework.refreshBundles(
        withCompanions(bundle).toList(),
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            boolean resolved = false;
            try {
              resolved = bundle.getState() != Bundle.UNINSTALLED && resolve(bundle);
            } finally {
              ended.accept(resolved); // else it could never be uninstalled
            }
          }
        });
  }
}
