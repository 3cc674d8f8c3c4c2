package dev.buntime.management.internal;

import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.PluginRuntime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Waits at the start until all plugins that are required are in force, and then registers {@link
 * Met}. When that takes more than 30 s, it tells the launcher to give up:
 *
 * <pre>
 * buntime.startup   refused
 * buntime.exit      3
 * buntime.reason    which plugins are not in force and why
 * </pre>
 */
@Component(
    immediate = true,
    service = {})
public final class RequiredPlugins {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int EXIT_CODE = 3;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable PluginDeploymentRuntime deployments;

  /** The service that is there when all plugins that are required have been in force once. */
  public record Met() {}

  private final BundleContext context;
  private final PluginRuntime plugins;
  private final Duration limit;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable ServiceRegistration<?> said; // by the thread, read when it has ended

  /** Made by Declarative Services. */
  @Activate
  public RequiredPlugins(BundleContext context, @Reference PluginRuntime plugins) {
    this(context, plugins, LIMIT);
  }

  RequiredPlugins(BundleContext context, PluginRuntime plugins, Duration limit) {
    this.context = context;
    this.plugins = plugins;
    this.limit = limit;
    thread = Thread.ofPlatform().daemon().name("required-plugins").start(this::run);
  }

  private void run() {
    try {
      awaitReady();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return;
    }
    if (stopped.getCount() > 0) {
      said = plugins.isReady() ? tellReady() : refuse();
    }
  }

  private void awaitReady() throws InterruptedException {
    long start = System.nanoTime();
    boolean stop = false;
    while (!stop && !plugins.isReady() && System.nanoTime() - start < limit.toNanos()) {
      stop = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private ServiceRegistration<?> tellReady() {
    return context.registerService(Met.class, new Met(), null);
  }

  private ServiceRegistration<?> refuse() {
    String reason =
        "Plugins that are required are not in force after %d s: %s. Mend them, or take them out of"
                .formatted(
                    limit.toSeconds(), String.join("; ", PluginReasons.of(plugins, deployments)))
            + " 'required' in buntime.jsonc.";
    return context.registerService(
        Object.class,
        new Object(),
        FrameworkUtil.asDictionary(
            Map.of(
                "buntime.startup",
                "refused",
                "buntime.exit",
                EXIT_CODE,
                "buntime.reason",
                reason)));
  }

  @Deactivate
  void stop() throws InterruptedException {
    stopped.countDown();
    thread.join();
    if (said != null) {
      said.unregister();
    }
  }
}
