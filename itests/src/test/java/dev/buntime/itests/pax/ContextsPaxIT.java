package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.pax.app.ErrorServlet;
import dev.buntime.itests.pax.app.FeatureActivator;
import dev.buntime.itests.pax.app.MemoryServlet;
import java.io.IOException;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** Whiteboard services of apps, reached through Felix HTTP as a client reaches them. */
public class ContextsPaxIT extends InsideRunner {
  private static final String SLOTS =
      "(&(objectClass=org.osgi.service.servlet.context.ServletContextHelper)(dev.buntime.slot=*)"
          + "(dev.buntime.context=default))";

  /** Less than the ten seconds after which idle threads of a pool end by themselves. */
  private static final Duration SOON = Duration.ofSeconds(9);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  public void servlet_whenInAContextOfTheAppsOwn_answersBelowTheApp() throws IOException {
    deployFeatures("features", "1.0.0");

    JsonNode seen = json(get("/features@1/inner/hello"));

    assertThat(seen.get("version").asText()).isEqualTo("1.0.0");
    assertThat(seen.get("uri").asText()).isEqualTo("/features@1/inner/hello");
    assertThat(seen.get("servletPath").asText()).isEqualTo("/hello");
    assertThat(seen.get("initialized").asText()).as("of another context").isEqualTo("null");
    assertThat(get("/inner/hello").statusCode()).isEqualTo(404);
  }

  @Test
  public void contextPath_whenInAContextOfTheAppsOwn_leadsThere() throws IOException {
    deployFeatures("features", "1.0.0");

    JsonNode seen = json(get("/features@1/inner/hello"));

    assertThat(seen.get("contextPath").asText()).isEqualTo("/features@1/inner");
    assertThat(seen.get("servletContextPath").asText()).isEqualTo("/features@1.0.0/inner");
  }

  @Test
  public void filter_worksInItsContextOnly() throws IOException {
    deployFeatures("features", "1.0.0");
    deploy(memory("plain"), "plain.jar", "/plain");

    assertThat(get("/features/hello").headers().allValues("X-Filter")).containsExactly("features");
    assertThat(get("/features/files/note.txt").headers().allValues("X-Filter")).hasSize(1);
    assertThat(get("/features/inner/hello").headers().allValues("X-Filter")).isEmpty();
    assertThat(get("/plain").headers().allValues("X-Filter")).isEmpty();
    assertThat(get("/_/health/live").headers().allValues("X-Filter")).isEmpty();
  }

  @Test
  public void listener_whenItSetsAnAttribute_theServletSeesIt() throws IOException {
    deployFeatures("features", "1.0.0");

    JsonNode seen = json(get("/features/hello"));

    assertThat(seen.get("initialized").asText()).isEqualTo("features");
    assertThat(seen.get("servletContextPath").asText()).isEqualTo("/features@1.0.0");
  }

  @Test
  public void listener_whenItAsksForTheContextPath_seesTheApps() throws IOException {
    deployFeatures("features", "1.0.0");

    assertThat(json(get("/features/hello")).get("listenerPath").asText())
        .isEqualTo("/features@1.0.0");
  }

  @Test
  public void resources_areServedFromTheBundle() throws IOException {
    deployFeatures("features", "1.0.0");

    assertThat(get("/features/files/note.txt").body()).isEqualTo("a note of features");
    assertThat(get("/features/files/none.txt").statusCode()).isEqualTo(404);
    assertThat(get("/features/static/note.txt").statusCode()).isEqualTo(404);
    assertThat(get("/files/note.txt").statusCode()).isEqualTo(404);
  }

  @Test
  public void errorPage_worksInsideTheAppOnly() throws IOException {
    deployFeatures("features", "1.0.0");
    deploy(
        TestBundle.ofServlet("pageless", "1.0.0", ErrorServlet.class), "pageless.jar", "/pageless");

    HttpResponse<String> teapot = get("/features/teapot");
    assertThat(teapot.statusCode()).isEqualTo(418);
    assertThat(teapot.body()).isEqualTo("own page for 418");
    HttpResponse<String> thrown = get("/features/throw");
    assertThat(thrown.statusCode()).isEqualTo(500);
    assertThat(thrown.body()).isEqualTo("own page for 500");
    HttpResponse<String> other = get("/pageless/teapot");
    assertThat(other.statusCode()).isEqualTo(418);
    assertThat(other.body()).doesNotContain("own page");
  }

  @Test
  public void pattern_whenOfTwoVersions_isReachableInBothAndNotAtTheRoot() throws IOException {
    deployFeatures("twin", "1.0.0");
    deployFeatures("twin", "2.0.0");

    assertThat(json(get("/twin@1/hello")).get("version").asText()).isEqualTo("1.0.0");
    assertThat(json(get("/twin@2/hello")).get("version").asText()).isEqualTo("2.0.0");
    assertThat(json(get("/twin/hello")).get("version").asText()).isEqualTo("2.0.0");
    assertThat(get("/hello").statusCode()).isEqualTo(404);
  }

  @Test
  public void contextOfAWorker_whenAskedForByItsInnerPath_isNotThere() throws Exception {
    deployFeatures("features", "1.0.0");

    for (ServiceReference<?> slot : slots()) {
      String path = (String) slot.getProperty("osgi.http.whiteboard.context.path");
      assertThat(get(path + "/hello").statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  public void slot_whenReused_hasNothingOfTheWorkerBefore() throws Exception {
    useSlotOnce(0);
    Set<Object> before = slotIds();
    int slots = before.size();

    for (int use = 1; use <= slots; use++) { // one more use than slots: one is used twice
      useSlotOnce(use);
    }

    assertThat(slotIds()).isEqualTo(before);
  }

  @Test
  public void undeployedApp_leavesNoThread() throws Exception {
    deployAndUndeploy(new ReferenceQueue<>());

    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .filteredOn(name -> name.startsWith("leaving@"))
                .isEmpty());
  }

  @Test
  public void undeployedApp_leavesNoClassLoader() throws Exception {
    ReferenceQueue<ClassLoader> dead = new ReferenceQueue<>();
    Reference<ClassLoader> loader = deployAndUndeploy(dead);

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> {
          System.gc();
          assertThat(dead.poll()).isSameAs(loader);
        });
  }

  private Reference<ClassLoader> deployAndUndeploy(ReferenceQueue<ClassLoader> dead)
      throws IOException {
    Bundle app = deployFeatures("leaving", "1.0.0");
    for (String path : new String[] {"/hello", "/inner/hello", "/files/note.txt"}) {
      get("/leaving" + path);
    }
    var loader = new PhantomReference<>(app.adapt(BundleWiring.class).getClassLoader(), dead);
    undeploy("leaving-1.0.0.jar", app);
    return loader;
  }

  private void useSlotOnce(int use) throws IOException {
    String name = "memory-" + use;
    String path = "/" + name + "@1";
    Bundle app = deploy(memory(name), name + ".jar", path);
    assertThat(get(path).body()).as("who used the context first").isEqualTo(path);
    undeploy(name + ".jar", app);
  }

  private static TestBundle memory(String name) throws IOException {
    return TestBundle.ofServlet(name, "1.0.0", MemoryServlet.class);
  }

  private Bundle deployFeatures(String name, String version) throws IOException {
    TestBundle bundle =
        new TestBundle(name, version)
            .type(FeatureActivator.class)
            .header(Constants.BUNDLE_ACTIVATOR, FeatureActivator.class.getName())
            .file("static/note.txt", "a note of " + name);
    for (Class<?> nested : FeatureActivator.class.getDeclaredClasses()) {
      bundle.type(nested);
    }
    return deploy(bundle, name + "-" + version + ".jar", "/" + name + "@" + version + "/hello");
  }

  private Set<Object> slotIds() throws InvalidSyntaxException {
    return Stream.of(slots())
        .map(slot -> slot.getProperty(Constants.SERVICE_ID))
        .collect(Collectors.toSet());
  }

  private ServiceReference<?>[] slots() throws InvalidSyntaxException {
    return context.getAllServiceReferences(null, SLOTS);
  }

  private static JsonNode json(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }
}
