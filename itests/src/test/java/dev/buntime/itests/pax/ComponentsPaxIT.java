package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.pax.app.ConfiguredComponent;
import dev.buntime.itests.pax.app.Heard;
import dev.buntime.itests.pax.app.MadeComponent;
import dev.buntime.runtime.WorkerRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/**
 * Components of apps are made and told of changes on threads of their workers, whoever is behind
 * it: of two versions of an app that have the same PID, each on its own.
 */
public class ComponentsPaxIT extends InsideRunner {
  private static final String PID = "pax.component";
  private static final String POOL = "dev.buntime.worker.pool";
  private static final List<String> VERSIONS = List.of("1.0.0", "2.0.0");
  private static final Duration OFTEN = Duration.ofMillis(20);

  @Inject private ConfigurationAdmin configurations;
  @Inject private WorkerRuntime workers;
  @Inject private ServiceComponentRuntime runtime;

  @Before
  public void forget() {
    Heard.lines().clear();
  }

  @After
  public void removeConfigurations() throws Exception {
    Configuration[] left = configurations.listConfigurations("(service.pid=" + PID + "*)");
    if (left != null) {
      for (Configuration each : left) {
        each.delete();
      }
    }
  }

  @Test
  public void component_whenItsConfigurationComesChangesAndGoes() throws Exception {
    deployBoth();
    awaitHeard("optional.activated-null");

    Configuration configuration = configurations.getConfiguration(PID, "?");
    update(configuration, "green");
    awaitHeard("optional.modified-green");
    awaitHeard("required.activated-green");
    update(configuration, "red");
    awaitHeard("optional.modified-red");
    awaitHeard("required.deactivated-red");
    awaitHeard("required.activated-red");
    Heard.lines().clear();
    configuration.delete();
    awaitHeard("optional.modified-null");
    awaitHeard("required.deactivated-red");

    assertOwnThreads();
    assertThat(Heard.lines()).as("once for each version").hasSize(4);
  }

  @Test
  public void component_whenItIsMadeByAFactoryConfiguration() throws Exception {
    deployBoth();

    Configuration configuration = configurations.createFactoryConfiguration(PID, "?");
    update(configuration, "green");
    awaitHeard("required.activated-green");
    configuration.delete();
    awaitHeard("required.deactivated-green");

    assertOwnThreads();
  }

  @Test
  public void component_whenItHangs_holdsUpNobodyElse() throws Exception {
    deployBoth();
    Configuration configuration = configurations.getConfiguration(PID, "?");
    update(configuration, "stuck");
    awaitHeard("\\w+\\.\\w+-stuck"); // by one of the two components, in each version

    Configuration pool = configurations.getConfiguration(POOL, "?");
    Dictionary<String, Object> before = pool.getProperties();
    Dictionary<String, Object> other = pool.getProperties();
    other.put("pool.size", 7);
    pool.update(other);

    await().pollInterval(OFTEN).until(() -> workers.pool().size() == 7);
    pool.update(before);
    assertThat(get("/component@1").statusCode()).isEqualTo(200);
    assertOwnThreads();
  }

  @Test
  public void configurationAdmin_asAnAppSeesIt_hasItsConfigurations() throws Exception {
    Configuration configuration = configurations.getConfiguration(PID, "?");
    update(configuration, "green");

    deployBoth();

    awaitHeard("optional.activated-green");
    awaitHeard("required.activated-green");
    assertOwnThreads();
  }

  @Test
  public void component_whenAServiceOfThePlatformComesAndGoes() throws Exception {
    deployBoth();

    context.registerService(Runnable.class, () -> {}, null).unregister();

    awaitHeard("optional.bound-none");
    awaitHeard("optional.unbound-none");
    assertOwnThreads();
  }

  @Test
  public void component_whenSomebodyStopsItsBundle() throws Exception {
    deployBoth();
    awaitHeard("optional.activated-null");
    Heard.lines().clear();

    for (Bundle bundle : context.getBundles()) {
      if ("component".equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE) {
        bundle.stop(); // as the web console does
      }
    }

    awaitHeard("optional.deactivated-null");
    assertOwnThreads();
  }

  @Test
  public void component_whenItIsMadeBecauseAServiceOfThePlatformHasCome() throws Exception {
    deployMade();

    ServiceRegistration<Runnable> service = register("needed");
    awaitHeard("needing.made");
    awaitHeard("needing.activated");
    service.unregister();
    awaitHeard("needing.deactivated");

    assertOwnThreads();
    assertThat(Heard.lines()).as("once for each version").hasSize(6);
  }

  @Test
  public void component_whenSomebodyEnablesIt() throws Exception {
    deployMade();

    for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
      if (description.name.equals(MadeComponent.Disabled.class.getName())) {
        var _ = runtime.enableComponent(description); // as the web console does
      }
    }
    awaitHeard("disabled.made");
    awaitHeard("disabled.activated");

    assertOwnThreads();
  }

  private ServiceRegistration<Runnable> register(String kind) {
    return context.registerService(
        Runnable.class, () -> {}, FrameworkUtil.asDictionary(Map.of("kind", kind)));
  }

  private void deployBoth() throws IOException {
    for (String version : VERSIONS) {
      String artifact = "component-" + version + ".jar";
      var _ = deploy(component(version), artifact, "/component@" + version);
    }
  }

  private void deployMade() throws IOException {
    for (String version : VERSIONS) {
      TestBundle app =
          TestBundle.ofServlet("component", version, VersionServlet.class)
              .type(MadeComponent.class)
              .type(Heard.class)
              .header("Service-Component", "OSGI-INF/needing.xml,OSGI-INF/disabled.xml")
              .file("OSGI-INF/needing.xml", needing(MadeComponent.class, true))
              .file("OSGI-INF/disabled.xml", needing(MadeComponent.Disabled.class, false));
      var _ = deploy(app, "component-" + version + ".jar", "/component@" + version);
    }
  }

  private static String needing(Class<?> type, boolean isEnabled) {
    return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\""
        + type.getName()
        + "\" immediate=\"true\" enabled=\""
        + isEnabled
        + "\"><implementation class=\""
        + type.getName()
        + "\"/>"
        + (isEnabled
            ? "<reference name=\"runnable\" interface=\"java.lang.Runnable\""
                + " target=\"(kind=needed)\"/>"
            : "")
        + "</scr:component>";
  }

  private static TestBundle component(String version) throws IOException {
    return TestBundle.ofServlet("component", version, VersionServlet.class)
        .type(ConfiguredComponent.class)
        .type(ConfiguredComponent.Required.class)
        .type(Heard.class)
        .header("Service-Component", "OSGI-INF/optional.xml,OSGI-INF/required.xml")
        .file("OSGI-INF/optional.xml", descriptor("optional", ConfiguredComponent.class, true))
        .file(
            "OSGI-INF/required.xml",
            descriptor("require", ConfiguredComponent.Required.class, false))
        // A hanging component must not keep the test waiting for the end of its worker.
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"" + VersionServlet.class.getName() + "\", \"drainTimeout\": 1 }");
  }

  private static String descriptor(String policy, Class<?> type, boolean takesChanges) {
    return "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\""
        + type.getName()
        + "\" configuration-pid=\""
        + PID
        + "\" configuration-policy=\""
        + policy
        + "\" immediate=\"true\" activate=\"activate\" deactivate=\"deactivate\""
        + (takesChanges ? " modified=\"modified\"" : "")
        + "><implementation class=\""
        + type.getName()
        + "\"/><reference name=\"runnable\" interface=\"java.lang.Runnable\" policy=\"dynamic\""
        + " cardinality=\"0..n\" bind=\"bound\" unbind=\"unbound\"/></scr:component>";
  }

  private static void update(Configuration configuration, String colour) throws IOException {
    configuration.update(FrameworkUtil.asDictionary(Map.of("colour", colour)));
  }

  /** Waits until both versions have noted that. */
  private static void awaitHeard(String what) {
    for (String version : VERSIONS) {
      await()
          .pollInterval(OFTEN)
          .untilAsserted(() ->
              assertThat(Heard.lines())
                  .anyMatch(line -> line.matches(version + ":" + what + " .*")));
    }
  }

  private static void assertOwnThreads() {
    assertThat(Heard.lines())
        .allMatch(
            line -> line.matches("(\\d\\.\\d\\.\\d):\\S+ component@\\1#\\d+"),
            "on a thread of the worker of that version");
  }
}
