package dev.buntime.deployer.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.DeploymentRuntime;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Deploys what lies in the apps folder, at start and whenever it changes.
 *
 * <p>The folders are the framework properties {@link #APPS} and {@link #DATA}. When everything that
 * was there at start is deployed or refused, a {@link DeploymentRuntime} service appears. Stopping
 * leaves the bundles where they are; the next start begins with none.
 */
@Component(service = {})
public final class FolderDeployer {
  /** Framework property: absolute path of the apps folder. */
  static final String APPS = "buntime.apps";

  /** Framework property: absolute path of the runner's own data; it needs write permission. */
  static final String DATA = "buntime.data";

  private final BundleContext context;
  private final Catalog catalog;
  private final BundleListener listener = this::bundleChanged;
  private final DeployerThread thread;
  private volatile @Nullable ServiceRegistration<DeploymentRuntime> registration;

  /**
   * Starts to deploy.
   *
   * @param wall keeps apps from wiring to each other; without it nothing may be resolved
   * @throws IllegalStateException if a framework property is missing or no absolute path
   */
  @Activate
  public FolderDeployer(
      BundleContext context,
      @Reference Catalog catalog,
      @Reference(target = "(dev.buntime.wall=wiring)") ResolverHookFactory wall) {
    this.context = context;
    this.catalog = catalog;
    Path folder = path(context, APPS);
    Staging staging = new Staging(path(context, DATA).resolve("staging"));
    AppBundles bundles = new AppBundles(context);
    RetiredBundles retired = new RetiredBundles(bundles);
    Deployments deployments = new Deployments(catalog, bundles, retired, InstantSource.system());
    AppsFolder apps = new AppsFolder(folder, staging, deployments);
    thread = new DeployerThread(folder, apps, retired, this::serve);
    context.addBundleListener(listener);
  }

  private static Path path(BundleContext context, String key) {
    String value = context.getProperty(key);
    if (value == null || !Path.of(value).isAbsolute()) {
      throw new IllegalStateException(
          "framework property %s is '%s'; the launcher has to set it to an absolute path"
              .formatted(key, value));
    }
    return Path.of(value);
  }

  private void serve() {
    registration =
        context.registerService(
            DeploymentRuntime.class, new CatalogDeploymentRuntime(catalog), null);
  }

  private void bundleChanged(BundleEvent event) {
    boolean app = LiveApp.isApp(event.getBundle());
    switch (event.getType()) {
      case BundleEvent.STOPPED -> {
        if (app) {
          thread.bundleStopped();
        }
      }
      case BundleEvent.INSTALLED, BundleEvent.UPDATED, BundleEvent.RESOLVED -> {
        if (!app) {
          thread.platformChanged();
        }
      }
      default -> {
        // Nothing that the deployer waits for.
      }
    }
  }

  /** Takes the service away and stops the thread. */
  @Deactivate
  void stop() {
    context.removeBundleListener(listener);
    thread.close();
    ServiceRegistration<DeploymentRuntime> served = registration;
    if (served != null) {
      registration = null;
      served.unregister();
    }
  }
}
