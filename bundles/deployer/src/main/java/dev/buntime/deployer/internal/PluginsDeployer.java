package dev.buntime.deployer.internal;

import dev.buntime.catalog.PluginBundle;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.pipeline.PluginRoutes;
import dev.buntime.plugins.BundlePlugins;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
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
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Brings into force what lies in the plugins folder, at start and whenever it changes.
 *
 * <p>The folders are the framework properties {@link #PLUGINS} and {@link FolderDeployer#DATA}.
 * When everything that was there at start is in force, has failed or is refused, a {@link
 * PluginDeploymentRuntime} service appears. Stopping leaves the bundles to the framework, which
 * stops them first; the next start begins with none.
 */
@Component(service = {})
public final class PluginsDeployer {
  /** Framework property: absolute path of the plugins folder, which need not be there. */
  static final String PLUGINS = "buntime.plugins";

  private final BundleContext context;
  private final PluginFolderRuntime runtime;
  private final DeployerThread thread;
  private final BundleListener listener = this::bundleChanged;
  private final ServiceRegistration<ResolverHookFactory> hook;
  private volatile @Nullable ServiceRegistration<PluginDeploymentRuntime> registration;

  /**
   * Starts to bring plugins into force.
   *
   * @param runtime tells what becomes of the plugins that bundles offer
   * @param plugins tells which of them are in force
   * @param routes of plugins
   * @param components tells why a bundle does not offer what it should
   * @throws IllegalStateException if a framework property is missing or no absolute path
   */
  @Activate
  public PluginsDeployer(
      BundleContext context,
      @Reference PluginRuntime runtime,
      @Reference BundlePlugins plugins,
      @Reference PluginRoutes routes,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    Path folder = FolderDeployer.path(context, PLUGINS);
    Path data = FolderDeployer.path(context, FolderDeployer.DATA).resolve("plugins");
    PluginStates states = new PluginStates(runtime, plugins, new WaitingComponents(components)::of);
    GoingBundles going = new GoingBundles();
    PluginArtifacts artifacts = new PluginArtifacts(InstantSource.system());
    this.runtime = new PluginFolderRuntime(artifacts, states);
    PluginsFolder scanned =
        new PluginsFolder(
            folder,
            new Staging(data.resolve("staging"), Forms.none()),
            deployments(data, artifacts, going, states, routes),
            artifacts,
            states);
    hook = context.registerService(ResolverHookFactory.class, going, null);
    thread =
        new DeployerThread(
            "plugin-deployer", folder, scanned, WatchMode.AUTO, new ForwardClock(), this::serve);
    context.addBundleListener(listener);
  }

  private PluginDeployments deployments(
      Path data,
      PluginArtifacts artifacts,
      GoingBundles going,
      PluginStates states,
      PluginRoutes routes) {
    RetainedCopies copies = new RetainedCopies(data.resolve("artifacts"));
    PluginBundles bundles = new PluginBundles(context);
    PluginGenerations generations = new PluginGenerations(bundles, going, states, routes);
    return new PluginDeployments(
        bundles,
        new PluginArrivals(bundles, states, copies, artifacts),
        new PluginReplacements(bundles, generations, states, copies, artifacts),
        artifacts);
  }

  private void serve() {
    registration = context.registerService(PluginDeploymentRuntime.class, runtime, null);
  }

  private void bundleChanged(BundleEvent event) {
    int changes = BundleEvent.INSTALLED | BundleEvent.UPDATED | BundleEvent.RESOLVED;
    if ((event.getType() & changes) != 0 && !PluginBundle.is(event.getBundle())) {
      thread.platformChanged();
    }
  }

  /** Takes the service away and stops the thread. */
  @Deactivate
  void stop() {
    context.removeBundleListener(listener);
    thread.close();
    hook.unregister();
    ServiceRegistration<PluginDeploymentRuntime> served = registration;
    if (served != null) {
      registration = null;
      served.unregister();
    }
  }
}
