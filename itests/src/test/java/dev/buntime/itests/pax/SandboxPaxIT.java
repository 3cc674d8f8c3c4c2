package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.Catalog;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.dto.PreprocessorDTO;
import org.osgi.service.servlet.runtime.dto.RuntimeDTO;
import org.osgi.service.servlet.whiteboard.Preprocessor;

/** The walls around apps, with the framework's real hooks. */
public class SandboxPaxIT extends InsideRunner {
  private static final String SANDBOX = "dev.buntime.sandbox";
  private static final String FILTER = "(pax=mine)";

  @Inject private HttpServiceRuntime http;

  @Test
  public void service_whenRegisteredByAnApp_isSeenByThatAppOnly() throws Exception {
    BundleContext one = startApp("twin", "1.0.0");
    BundleContext two = startApp("twin", "2.0.0");
    one.registerService(Runnable.class, () -> {}, mine());

    assertThat(one.getServiceReferences(Runnable.class, FILTER)).hasSize(1);
    assertThat(one.getServiceReference(Runnable.class)).isNotNull();
    assertThat(two.getServiceReferences(Runnable.class, FILTER)).isEmpty();
    assertThat(two.getAllServiceReferences(null, FILTER)).isNull();
    for (BundleContext observer : platform()) {
      assertThat(observer.getAllServiceReferences(null, FILTER))
          .as(observer.getBundle().toString())
          .isNull();
    }
  }

  @Test
  public void serviceEvents_whenCausedByAnApp_areHeardByThatAppOnly() throws Exception {
    BundleContext one = startApp("twin", "1.0.0");
    BundleContext two = startApp("twin", "2.0.0");
    Map<String, List<Integer>> heard = Map.of("own", list(), "other", list(), "platform", list());
    one.addServiceListener(event -> heard.get("own").add(event.getType()), FILTER);
    two.addServiceListener(event -> heard.get("other").add(event.getType()), FILTER);
    context.addServiceListener(event -> heard.get("platform").add(event.getType()), FILTER);

    ServiceRegistration<Runnable> service = one.registerService(Runnable.class, () -> {}, mine());
    service.unregister();

    assertThat(heard.get("own"))
        .containsExactly(ServiceEvent.REGISTERED, ServiceEvent.UNREGISTERING);
    assertThat(heard.get("other")).isEmpty();
    assertThat(heard.get("platform")).isEmpty();
  }

  @Test
  public void service_whenOfTheRunner_isHiddenFromApps_andOfThePlatformIsNot() throws Exception {
    BundleContext app = startApp("curious", "1.0.0");

    assertThat(context.getServiceReference(Catalog.class)).isNotNull();
    assertThat(app.getAllServiceReferences(Catalog.class.getName(), null)).isNull();
    assertThat(app.getServiceReference(ConfigurationAdmin.class)).isNotNull();
  }

  @Test
  public void configurations_ofTheRunner_areNotForApps() throws Exception {
    BundleContext app = startApp("configurations", "1.0.0");
    ConfigurationAdmin all = service(context);
    ConfigurationAdmin own = service(app);
    assertThat(all.listConfigurations("(buntime.origin=*)")).isNotEmpty();

    assertThat(own.listConfigurations("(buntime.origin=*)")).isNull();
    assertThat(own.listConfigurations("(service.pid=dev.buntime.*)")).isNull();
    assertThatThrownBy(() -> own.getConfiguration("dev.buntime.router", "?"))
        .isInstanceOf(SecurityException.class);
    Configuration free = own.getConfiguration("configurations.own", "?");
    free.update(FrameworkUtil.asDictionary(Map.of("a", "b")));
    assertThat(own.listConfigurations("(service.pid=configurations.own)")).hasSize(1);
    free.delete();
  }

  private static ConfigurationAdmin service(BundleContext user) {
    return user.getService(user.getServiceReference(ConfigurationAdmin.class));
  }

  @Test
  public void managedService_whenOfAnAppWithoutAWorker_isCalledByNobody() throws Exception {
    BundleContext app = startApp("configured", "1.0.0");
    ManagedService service = properties -> {};

    ServiceRegistration<ManagedService> registered =
        app.registerService(
            ManagedService.class,
            service,
            FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, "pax.configured")));

    for (BundleContext observer : platform()) {
      assertThat(observer.getAllServiceReferences(null, "(service.pid=pax.configured)"))
          .as(observer.getBundle().toString())
          .isNull();
    }
    registered.unregister();
  }

  @Test
  public void getBundles_whenCalledByAnApp_hidesOtherApps() throws Exception {
    BundleContext one = startApp("twin", "1.0.0");
    BundleContext two = startApp("twin", "2.0.0");

    assertThat(one.getBundles()).contains(one.getBundle()).doesNotContain(two.getBundle());
    assertThat(one.getBundles()).contains(context.getBundles()[0], context.getBundle());
    assertThat(one.getBundle(two.getBundle().getBundleId())).isNull();
    assertThat(one.getBundles())
        .noneMatch(bundle -> bundle.getSymbolicName().startsWith("dev.buntime."));
    assertThat(context.getBundles()).contains(one.getBundle(), two.getBundle());
  }

  @Test
  public void bundleEvents_whenOfAnotherApp_areNotHeard() throws Exception {
    BundleContext listening = startApp("listening", "1.0.0");
    List<Bundle> heard = list();
    List<Bundle> heardByPlatform = list();
    listening.addBundleListener(event -> heard.add(event.getBundle()));
    context.addBundleListener(event -> {
      if (event.getType() == BundleEvent.STARTED) {
        heardByPlatform.add(event.getBundle());
      }
    });

    Bundle other = startApp("other", "1.0.0").getBundle();
    Bundle platform = install(new TestBundle("late", "1.0.0"), "pax:late");
    platform.start();

    await().untilAsserted(() -> assertThat(heardByPlatform).contains(other, platform));
    await().untilAsserted(() -> assertThat(heard).contains(platform));
    assertThat(heard).doesNotContain(other);
    platform.uninstall();
  }

  @Test
  public void import_whenFromAnotherApp_doesNotResolve() throws Exception {
    Bundle exporter =
        installApp(
            new TestBundle("exporter", "1.0.0")
                .file("com/example/treasure/readme.txt", "mine")
                .header("Export-Package", "com.example.treasure;version=1.0.0")
                .header("Provide-Capability", "com.example.gem"),
            "exporter");
    TestBundle importer = importing("importer", "com.example.treasure");
    Bundle app = installApp(importer, "importer");
    Bundle platform = install(importing("platform", "com.example.treasure"), "pax:importer");
    Bundle requiring =
        installApp(
            new TestBundle("requiring", "1.0.0").header("Require-Bundle", "exporter"), "requiring");
    Bundle capable =
        installApp(
            new TestBundle("capable", "1.0.0").header("Require-Capability", "com.example.gem"),
            "capable");

    assertThat(resolves(exporter)).isTrue();
    assertThat(resolves(app)).isFalse();
    assertThat(resolves(platform)).isFalse();
    assertThat(resolves(requiring)).isFalse();
    assertThat(resolves(capable)).isFalse();
    platform.uninstall();
  }

  @Test
  public void bundlesInstalledForApps_areSeenAndWiredByTheirOwnAppOnly() throws Exception {
    Bundle libraryOne = installApp(library("1.0.0", "first"), "one/library");
    Bundle libraryTwo = installApp(library("2.0.0", "second"), "two/library");
    Bundle one = installApp(importing("one", "com.example.library"), "one");
    Bundle two = installApp(importing("two", "com.example.library"), "two");
    one.start();
    two.start();

    assertThat(text(one)).isEqualTo("first");
    assertThat(text(two)).isEqualTo("second");
    assertThat(one.getBundleContext().getBundles())
        .contains(one, libraryOne)
        .doesNotContain(two, libraryTwo);
  }

  @Test
  public void import_whenFromTheRunner_doesNotResolve() throws Exception {
    Bundle app = installApp(importing("spy", "dev.buntime.catalog"), "spy");
    Bundle harmless = installApp(importing("harmless", "org.osgi.service.cm"), "harmless");
    Bundle platform = install(importing("friend", "dev.buntime.catalog"), "pax:friend");

    assertThat(resolves(app)).isFalse();
    assertThat(resolves(harmless)).isTrue();
    assertThat(resolves(platform)).isTrue();
    platform.uninstall();
  }

  @Test
  public void dynamicImport_whenAnAppAsksForOthers_findsNothing() throws Exception {
    Bundle exporter =
        installApp(
            new TestBundle("exporter", "1.0.0")
                .type(VersionServlet.class)
                .header("Export-Package", VersionServlet.class.getPackageName()),
            "exporter");
    assertThat(resolves(exporter)).isTrue();
    Bundle app =
        installApp(
            new TestBundle("greedy", "1.0.0").header("DynamicImport-Package", "*"), "greedy");

    assertThat(app.loadClass(ConfigurationAdmin.class.getName())).isNotNull();
    for (Class<?> hidden : List.of(VersionServlet.class, Catalog.class)) {
      assertThat(loads(app, hidden.getName())).as(hidden.getName()).isFalse();
    }
  }

  @Test
  public void fragment_whenItIsAnApp_doesNotAttach() throws Exception {
    Bundle host = installApp(new TestBundle("host", "1.0.0"), "host");
    List<Bundle> fragments = new ArrayList<>();
    for (String name : List.of("org.apache.felix.webconsole", SANDBOX, "host")) {
      TestBundle fragment =
          new TestBundle("fragment.of." + name, "1.0.0")
              .header(Constants.FRAGMENT_HOST, name)
              .header(Constants.IMPORT_PACKAGE, "org.osgi.framework");
      fragments.add(installApp(fragment, "fragment." + name));
    }

    assertThat(resolves(host)).isTrue();
    for (Bundle fragment : fragments) {
      assertThat(resolves(fragment)).as(fragment.getSymbolicName()).isFalse();
    }
    for (Bundle bundle : context.getBundles()) {
      BundleWiring wiring = bundle.adapt(BundleWiring.class);
      if (wiring != null) {
        assertThat(wiring.getProvidedWires(HostNamespace.HOST_NAMESPACE))
            .noneMatch(wire -> fragments.contains(wire.getRequirer().getBundle()));
      }
    }
  }

  @Test
  public void singletons_whenOfTheSameName_bothResolve() throws Exception {
    List<Bundle> apps = new ArrayList<>();
    for (String version : List.of("1.0.0", "2.0.0", "2.0.0")) {
      apps.add(
          installApp(
              new TestBundle("solo;singleton:=true", version), "solo-" + version + apps.size()));
    }
    TestBundle console = new TestBundle("org.apache.felix.webconsole;singleton:=true", "99.0.0");
    apps.add(installApp(console, "console"));

    for (Bundle app : apps) {
      assertThat(resolves(app)).as("%s in %s", app, app.getLocation()).isTrue();
    }
  }

  @Test
  public void preprocessor_whenOfAnApp_isNotTakenByFelixHttp() throws Exception {
    Bundle app =
        deploy(TestBundle.ofServlet("eager", "1.0.0", VersionServlet.class), "eager.jar", "/eager");
    AtomicInteger ofApp = new AtomicInteger();
    AtomicInteger ofPlatform = new AtomicInteger();
    Dictionary<String, ?> properties =
        FrameworkUtil.asDictionary(Map.of("osgi.http.whiteboard.target", "(osgi.http.endpoint=*)"));
    ServiceRegistration<Preprocessor> mischief =
        app.getBundleContext().registerService(Preprocessor.class, counting(ofApp), properties);
    app.getBundleContext().registerService(Preprocessor.class, counting(ofApp), null);
    ServiceRegistration<Preprocessor> control =
        context.registerService(Preprocessor.class, counting(ofPlatform), properties);

    assertThat(get("/eager").statusCode()).isEqualTo(200);
    assertThat(get("/_/health/live").statusCode()).isEqualTo(200);
    control.unregister();

    assertThat(ofPlatform).hasPositiveValue();
    assertThat(ofApp).hasValue(0);
    RuntimeDTO runtime = http.getRuntimeDTO();
    assertThat(preprocessors(runtime))
        .isNotEmpty()
        .doesNotContain(mischief.getReference().getProperty(Constants.SERVICE_ID));
  }

  private BundleContext startApp(String name, String version) throws Exception {
    Bundle bundle = installApp(new TestBundle(name, version), name + "-" + version);
    bundle.start();
    return bundle.getBundleContext();
  }

  /** What the other bundles see, except for those who see all: the framework and the sandbox. */
  private List<BundleContext> platform() {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> !bundle.getLocation().startsWith("app:"))
        .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
        .filter(bundle -> !SANDBOX.equals(bundle.getSymbolicName()))
        .map(Bundle::getBundleContext)
        .filter(Objects::nonNull)
        .toList();
  }

  private boolean resolves(Bundle bundle) {
    FrameworkWiring framework =
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    return framework.resolveBundles(List.of(bundle));
  }

  private static boolean loads(Bundle bundle, String type) {
    try {
      return FrameworkUtil.getBundle(bundle.loadClass(type)) != null;
    } catch (ClassNotFoundException _) {
      return false;
    }
  }

  private static TestBundle library(String version, String text) {
    return new TestBundle("library", version)
        .file("com/example/library/text.txt", text)
        .header("Export-Package", "com.example.library;version=" + version);
  }

  private static String text(Bundle app) throws IOException {
    try (InputStream in = app.getResource("com/example/library/text.txt").openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static TestBundle importing(String name, String packageName) {
    return new TestBundle(name, "1.0.0").header(Constants.IMPORT_PACKAGE, packageName);
  }

  private static Preprocessor counting(AtomicInteger calls) {
    return (request, response, chain) -> {
      calls.incrementAndGet();
      chain.doFilter(request, response);
    };
  }

  private static List<Object> preprocessors(RuntimeDTO runtime) {
    Stream<PreprocessorDTO> failed = Arrays.stream(runtime.failedPreprocessorDTOs);
    return Stream.concat(Arrays.stream(runtime.preprocessorDTOs), failed)
        .<Object>map(each -> each.serviceId)
        .toList();
  }

  private static Dictionary<String, ?> mine() {
    return FrameworkUtil.asDictionary(Map.of("pax", "mine"));
  }

  private static <T> List<T> list() {
    return Collections.synchronizedList(new ArrayList<>());
  }
}
