package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.Rehearsal;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.repositories.Repositories;
import dev.buntime.runtime.DeploymentListener;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.PluginDeploymentRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Deploys what lies in the apps folder, at start and whenever it changes.
 *
 * <p>The folders are the framework properties {@link #APPS} and {@link #DATA}. When everything that
 * was there at start is deployed or refused, a {@link DeploymentRuntime} and a {@link
 * DeploymentAdmin} service appear. Stopping leaves the bundles where they are; the next start
 * begins with none.
 */
@Component(
    service = {},
    configurationPid = DeployerConfig.PID)
@Designate(ocd = DeployerConfig.class)
public final class FolderDeployer {
  /** Framework property: absolute path of the apps folder. */
  static final String APPS = "buntime.apps";

  /** Framework property: absolute path of the runner's own data; it needs write permission. */
  static final String DATA = "buntime.data";

  /** What a slow repository holds up is the next one that needs a repository, if anything. */
  private static final int PROVISIONINGS = 4;

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private final BundleContext context;
  private final List<DeploymentListener> listeners = new CopyOnWriteArrayList<>();
  private final Catalog catalog;
  private final BundleListener listener = this::bundleChanged;
  private final ThreadPoolExecutor disposal = threads("deployer-bundles", 1);
  private final ThreadPoolExecutor provisioningThreads =
      threads("deployer-repositories", PROVISIONINGS);
  private final SpentBundles spent;
  private final AppsFolder apps;
  private final Markers markers;
  private final DeployerThread thread;
  private final DeploymentAdmin admin;
  private volatile List<ServiceRegistration<?>> registrations = List.of();

  /**
   * Starts to deploy.
   *
   * @param rehearsal starts what is to take the place of another one
   * @param wall keeps apps from wiring to each other; without it nothing may be resolved
   * @param repositories have what apps need and do not bring
   * @param plugins is there when the plugins of the folder are in force: no app comes before them
   * @throws IllegalStateException if a framework property is missing or no absolute path
   */
  @Activate
  public FolderDeployer(
      BundleContext context,
      DeployerConfig config,
      @Reference Catalog catalog,
      @Reference Rehearsal rehearsal,
      @Reference(target = "(dev.buntime.wall=wiring)") ResolverHookFactory wall,
      @Reference PluginDeploymentRuntime plugins,
      @Reference Repositories repositories) {
    this.context = context;
    this.catalog = catalog;
    Path folder = path(context, APPS);
    Path data = path(context, DATA);
    Staging staging = new Staging(data.resolve("staging"), Forms.all());
    RetainedCopies copies = new RetainedCopies(data.resolve("artifacts"));
    AppBundles bundles = new AppBundles(context);
    InstantSource clock = new ForwardClock();
    spent = new SpentBundles(bundles, disposal, clock);
    Provisioning provisioning =
        new Provisioning(
            repositories,
            wall,
            path(context, DATA).resolve("provisions"),
            copies,
            provisioningThreads);
    Rehearsals rehearsals = new Rehearsals(rehearsal, InstantSource.system());
    Stops stops = new Stops(data.resolve("stopped"));
    Deployments deployments =
        new Deployments(
            catalog,
            bundles,
            copies,
            spent,
            stops,
            provisioning,
            rehearsals,
            new DeploymentNews(listeners, InstantSource.system()),
            InstantSource.system());
    markers = new Markers(folder);
    apps =
        new AppsFolder(
            folder,
            new AppFinder(),
            staging,
            deployments,
            markers,
            new SecondTries(repositories::revision));
    apps.lock(config.locked());
    markers.enable(config.markers());
    WatchMode mode = WatchMode.of(config.watch());
    AdminFiles files = new AdminFiles(folder, data); // before the first look
    thread = new DeployerThread("deployer", folder, apps, mode, clock, this::serve);
    admin =
        new FolderAdmin(
            catalog,
            files,
            new UploadCheck(new Staging(data.resolve("uploads"), Forms.all())),
            stops,
            new Hands());
    context.addBundleListener(listener);
  }

  /** Takes another configuration. */
  @Modified
  void modified(DeployerConfig config) {
    apps.lock(config.locked());
    markers.enable(config.markers());
    thread.watch(WatchMode.of(config.watch()));
    thread.scanNow();
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeListener")
  void addListener(DeploymentListener added) {
    listeners.add(added);
  }

  void removeListener(DeploymentListener gone) {
    listeners.remove(gone);
  }

  /** Threads that are there only while they have something to do. */
  private static ThreadPoolExecutor threads(String name, int most) {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            most,
            most,
            KEEP_ALIVE.toMillis(),
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(name).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * The value of a framework property.
   *
   * @throws IllegalStateException if it is missing or no absolute path
   */
  static Path path(BundleContext context, String key) {
    String value = context.getProperty(key);
    if (value == null || !Path.of(value).isAbsolute()) {
      throw new IllegalStateException(
          "framework property %s is '%s'; the launcher has to set it to an absolute path"
              .formatted(key, value));
    }
    return Path.of(value);
  }

  private void serve() {
    registrations =
        List.of(
            context.registerService(
                DeploymentRuntime.class, new CatalogDeploymentRuntime(catalog), null),
            context.registerService(DeploymentAdmin.class, admin, null));
  }

  /** What operators ask for is done on the thread. */
  private final class Hands implements FolderAdmin.Deployer {
    @Override
    public void changed(FolderChange<?> change) {
      apps.announce(change);
      thread.scanNow();
    }

    @Override
    public <T> CompletableFuture<T> ask(Function<AppsFolder, CompletableFuture<T>> question) {
      return CompletableFuture.completedFuture(apps).thenComposeAsync(question, thread::execute);
    }
  }

  private void bundleChanged(BundleEvent event) {
    boolean app = LiveApp.isApp(event.getBundle());
    switch (event.getType()) {
      case BundleEvent.STOPPED -> {
        if (app) {
          spent.stopped(event.getBundle());
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
    disposal.shutdown();
    provisioningThreads.shutdownNow();
    List<ServiceRegistration<?>> served = registrations;
    registrations = List.of();
    served.forEach(ServiceRegistration::unregister);
  }
}
