package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugin.PluginContext;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import javax.inject.Inject;
import org.junit.After;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A runner whose plugins are services of the test. */
public abstract class PluggedRunner extends InsideRunner {
  static final Duration SHORTLY = Duration.ofMillis(20);
  private static final String PID = "dev.buntime.plugins";
  private static final String LISTED = "listed";

  @Inject PluginRuntime runtime;
  @Inject ConfigurationAdmin configurations;

  private final List<ServiceRegistration<Plugin>> registered = new ArrayList<>();

  /** Lets hang go whatever does. */
  final CountDownLatch leave = new CountDownLatch(1);

  /** A plugin that does what a test wants. */
  static class TestPlugin implements Plugin {
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile Function<PluginRequest, Decision> onRequest = request -> Decision.pass();
    volatile Action<PluginResponse> onResponse = response -> {};
    volatile Action<PluginContext> onInit = context -> {};

    /** What a hook without a result does. */
    @FunctionalInterface
    interface Action<T> {
      void on(T it) throws Exception;
    }

    @Override
    public void onInit(PluginContext context) throws Exception {
      calls.add("init");
      onInit.on(context);
    }

    @Override
    public Decision onRequest(PluginRequest request) {
      return onRequest.apply(request);
    }

    @Override
    public void onResponse(PluginResponse response) throws Exception {
      onResponse.on(response);
    }

    @Override
    public void onWorkerSpawn(WorkerEventDTO worker) {
      calls.add("spawn " + worker.app());
    }

    @Override
    public void onWorkerTerminate(WorkerEventDTO worker) {
      calls.add("terminate " + worker.app());
    }

    @Override
    public void onShutdown() {
      calls.add("shutdown");
    }
  }

  /** One that puts its name into a header of request and answer. */
  static TestPlugin marking(String name) {
    TestPlugin plugin = new TestPlugin();
    plugin.onRequest =
        request -> Decision.pass().withHeader("X-Way", request.header("X-Way").orElse("") + name);
    plugin.onResponse =
        response -> response.setHeader("X-Back", response.header("X-Back").orElse("") + name);
    return plugin;
  }

  final ServiceRegistration<Plugin> register(String name, int ranking, Plugin plugin) {
    return register(name, Map.of(Constants.SERVICE_RANKING, ranking), plugin);
  }

  final ServiceRegistration<Plugin> register(String name, Map<String, ?> more, Plugin plugin) {
    Map<String, Object> properties = new HashMap<>(more);
    properties.put(Plugin.NAME, name);
    ServiceRegistration<Plugin> registration =
        context.registerService(Plugin.class, plugin, FrameworkUtil.asDictionary(properties));
    registered.add(registration);
    return registration;
  }

  /** Registers a plugin and waits until it is in force. */
  final ServiceRegistration<Plugin> plug(String name, int ranking, Plugin plugin) {
    ServiceRegistration<Plugin> registration = register(name, ranking, plugin);
    awaitState(name, "active");
    return registration;
  }

  final void awaitState(String name, String state) {
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> assertThat(plugin(name).map(PluginDTO::state)).contains(state));
  }

  final Optional<PluginDTO> plugin(String name) {
    return runtime.plugins().stream().filter(each -> each.name().equals(name)).findFirst();
  }

  final PluginDTO seen(String name) {
    return plugin(name).orElseThrow();
  }

  /** Configures the plugins, beside the mode. */
  final void configure(Map<String, ?> properties) throws IOException {
    Map<String, Object> all = new HashMap<>();
    all.put(LISTED, new String[0]);
    all.put("required", new String[0]);
    all.put("hook.timeout.millis", 5_000L);
    all.put("mode", "test");
    all.putAll(properties);
    configurations.getConfiguration(PID, "?").update(FrameworkUtil.asDictionary(all));
  }

  /** Sets how long a hook may take, and waits until that is in force. */
  final void limitHooks(Duration limit) throws Exception {
    String[] probe = {"plugin-probe-" + System.nanoTime()};
    configure(Map.of("hook.timeout.millis", limit.toMillis(), LISTED, probe));
    await().pollInterval(SHORTLY).until(() -> isListed(probe));
  }

  /** A service shows its configuration only when its component has taken it over. */
  private boolean isListed(String[] names) {
    ServiceReference<PluginRuntime> plugins = context.getServiceReference(PluginRuntime.class);
    return plugins != null
        && plugins.getProperty(LISTED) instanceof String[] listed
        && Arrays.equals(listed, names);
  }

  @After
  public void unplug() throws Exception {
    leave.countDown();
    for (ServiceRegistration<Plugin> registration : registered) {
      unregister(registration);
    }
    configure(Map.of());
    Configuration[] own = configurations.listConfigurations("(service.pid=plugin-*)");
    for (Configuration configuration : own == null ? new Configuration[0] : own) {
      configuration.delete();
    }
    await().pollInterval(SHORTLY).untilAsserted(() -> assertThat(runtime.plugins()).isEmpty());
  }

  static void unregister(ServiceRegistration<Plugin> registration) {
    try {
      registration.unregister();
    } catch (IllegalStateException e) {
      // The test has done it already.
    }
  }

  /** A decision that takes its time until the test ends, and can be interrupted. */
  final Decision block() {
    try {
      leave.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Decision.pass();
  }

  /** The same, but it cannot be interrupted. */
  final Decision hang() {
    boolean left = false;
    while (!left) {
      try {
        leave.await();
        left = true;
      } catch (InterruptedException e) {
        // stays
      }
    }
    return Decision.pass();
  }
}
