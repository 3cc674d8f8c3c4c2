package dev.buntime.deployer.internal;

import dev.buntime.pipeline.PluginRoutes;
import dev.buntime.plugin.Plugin;
import dev.buntime.plugins.BundlePlugins;
import dev.buntime.plugins.Use;
import dev.buntime.runtime.PluginRuntime;
import dev.buntime.runtime.dto.PluginDTO;
import dev.buntime.testing.TestJar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Stands for the pipeline, and for the bundles' own code: one that starts with the header {@link
 * #OFFERS} offers a plugin of that name. What {@code onInit} does is the header {@link #INIT}. The
 * newest service of a name that has not failed is in force.
 */
final class FakeChain implements PluginRuntime, BundlePlugins, PluginRoutes {
  static final String OFFERS = "Test-Offers";
  static final String INIT = "Test-Init";
  private static final String HANGS = "8 threads hang in it";

  private final BundleContext context;
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Use> uses = new ConcurrentLinkedDeque<>();
  private final Set<Long> failed = ConcurrentHashMap.newKeySet();
  private boolean lowerIsNewer;

  FakeChain(BundleContext context) throws InvalidSyntaxException {
    this.context = context;
    context.addBundleListener((SynchronousBundleListener) this::bundleChanged);
    context.addServiceListener(
        this::serviceChanged, "(" + Constants.OBJECTCLASS + "=" + Plugin.class.getName() + ")");
  }

  /** A bundle that offers a plugin. */
  static TestJar plugin(String name, String version) {
    return TestJar.bundle("com.acme." + name, version).header(OFFERS, name);
  }

  private void bundleChanged(BundleEvent event) {
    Bundle bundle = event.getBundle();
    String name = bundle.getHeaders().get(OFFERS);
    if (event.getType() == BundleEvent.STARTED && name != null) {
      var _ =
          Objects.requireNonNull(bundle.getBundleContext())
              .registerService(
                  Plugin.class.getName(),
                  new Plugin() {},
                  FrameworkUtil.asDictionary(java.util.Map.of(Plugin.NAME, name)));
    }
  }

  private void serviceChanged(ServiceEvent event) {
    String what = event.getType() == ServiceEvent.REGISTERED ? "comes" : "goes";
    events.add(describe(event.getServiceReference()) + " " + what);
  }

  private static String describe(ServiceReference<?> service) {
    return service.getProperty(Plugin.NAME) + " " + service.getBundle().getVersion();
  }

  /** Has the first of several services of a name be in force, as if its version were higher. */
  void preferTheFirst() {
    lowerIsNewer = true;
  }

  /** The plugin of a bundle, which is in force, is not well any more. */
  void fails(long bundle) {
    failed.add(bundle);
  }

  /** Has requests meet a plugin after it was retired, at one look after the other. */
  void uses(Use... atEachLook) {
    uses.addAll(List.of(atEachLook));
  }

  @Override
  public Set<String> inForce(long bundle) {
    return plugins().stream()
        .filter(each -> each.bundle() == bundle)
        .filter(each -> each.state().equals("active") || HANGS.equals(each.reason()))
        .map(PluginDTO::name)
        .collect(Collectors.toSet());
  }

  @Override
  public void retire(long bundle) {
    String name = context.getBundle(bundle).getHeaders().get(OFFERS);
    if (name != null) {
      events.add("retire " + name);
    }
  }

  @Override
  public Use use(long bundle) {
    Use use = uses.poll();
    if (use != null) {
      events.add(use.requests() + " requests");
    }
    return use == null ? new Use(0, 0) : use;
  }

  /** What happened, in order. */
  List<String> events() {
    return List.copyOf(events);
  }

  @Override
  public Hold hold(String plugin) {
    events.add("hold " + plugin);
    return () -> events.add("release " + plugin);
  }

  @Override
  public List<PluginDTO> plugins() {
    List<ServiceReference<?>> services = services();
    return services.stream().map(each -> describe(each, services)).toList();
  }

  /** The newest first. */
  private List<ServiceReference<?>> services() {
    try {
      Stream<ServiceReference<?>> all =
          Stream.of(
              Objects.requireNonNullElse(
                  context.getAllServiceReferences(Plugin.class.getName(), null),
                  new ServiceReference<?>[0]));
      List<ServiceReference<?>> sorted = all.sorted().toList(); // by service id, highest first
      return lowerIsNewer ? sorted : sorted.reversed();
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private PluginDTO describe(ServiceReference<?> service, List<ServiceReference<?>> all) {
    Bundle bundle = service.getBundle();
    String name = (String) service.getProperty(Plugin.NAME);
    String init = init(service);
    boolean first =
        all.stream()
            .filter(each -> name.equals(each.getProperty(Plugin.NAME)) && init(each) == null)
            .findFirst()
            .filter(service::equals)
            .isPresent();
    boolean hangs = first && failed.contains(bundle.getBundleId());
    String state = init != null ? init : hangs ? "failed" : first ? "active" : "standby";
    return new PluginDTO(
        name,
        bundle.getVersion().toString(),
        bundle.getBundleId(),
        0,
        state,
        hangs ? HANGS : "failed".equals(init) ? "IllegalStateException: no database" : null,
        Instant.EPOCH,
        false,
        false,
        "default",
        List.of(),
        0,
        0,
        0,
        0,
        0);
  }

  private static @Nullable String init(ServiceReference<?> service) {
    return service.getBundle().getHeaders().get(INIT);
  }
}
