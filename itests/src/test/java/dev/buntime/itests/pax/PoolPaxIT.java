package dev.buntime.itests.pax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.SlowServlet;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.WorkerDTO;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** The size of the pool is changed by ConfigAdmin, as the web console does, while it serves. */
public class PoolPaxIT extends InsideRunner {
  private static final String PID = "dev.buntime.worker.pool";
  private static final Duration OFTEN = Duration.ofMillis(20);

  @Inject private ConfigurationAdmin configurations;
  @Inject private WorkerRuntime workers;
  private Dictionary<String, Object> before;

  @Before
  public void keepConfiguration() throws IOException {
    before = configurations.getConfiguration(PID, "?").getProperties();
  }

  @After
  public void restoreConfiguration() throws IOException {
    configurations.getConfiguration(PID, "?").update(before);
    awaitSize((Integer) before.get("pool.size"));
  }

  @Test
  public void poolSize_whenItGrows_letsInWhoWaits() throws Exception {
    deploySlow("slow");
    awaitUnused();
    deployVersion("quick");
    awaitUnused();
    resize(1);
    awaitLive("quick");
    HttpClient client = HttpClient.newHttpClient();
    CompletableFuture<HttpResponse<String>> busy = getAsync(client, "/slow?millis=60000");
    await().pollInterval(OFTEN).until(() -> inFlight("slow") == 1);
    CompletableFuture<HttpResponse<String>> waiting = getAsync(client, "/quick");
    await().pollInterval(OFTEN).until(() -> workers.pool().waiting() == 1);

    resize(2);

    assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(busy).isNotDone();
    client.shutdownNow();
  }

  @Test
  public void poolSize_whenItShrinks_drainsWhatWasUnusedForLongest() throws Exception {
    for (String app : List.of("one", "two", "three")) {
      deployVersion(app);
      awaitUnused(); // the client may have an answer before its worker is free again
    }
    assertThat(get("/one").statusCode()).isEqualTo(200);
    awaitUnused();

    resize(1);

    awaitLive("one");
    for (String app : List.of("three", "two", "one")) {
      assertThat(get("/" + app).statusCode()).as(app).isEqualTo(200);
    }
  }

  @Test
  public void poolSize_whenItIsNotAllowed_staysAsItIs() throws Exception {
    deployVersion("one");
    resize(3);

    set(0);
    set(4);

    awaitSize(4); // the one after the wrong one is heard
    assertThat(get("/one").statusCode()).isEqualTo(200);
  }

  private void deploySlow(String app) throws IOException {
    String settings =
        "{ \"entrypoint\": \"" + SlowServlet.class.getName() + "\", \"drainTimeout\": 1 }";
    TestBundle bundle =
        TestBundle.ofServlet(app, "1.0.0", SlowServlet.class).file("worker.jsonc", settings);
    var _ = deploy(bundle, app + ".jar", "/" + app + "?millis=0");
  }

  private void deployVersion(String app) throws IOException {
    var _ =
        deploy(TestBundle.ofServlet(app, "1.0.0", VersionServlet.class), app + ".jar", "/" + app);
  }

  private void resize(int size) throws IOException {
    set(size);
    awaitSize(size);
  }

  private void set(int size) throws IOException {
    Configuration configuration = configurations.getConfiguration(PID, "?");
    Dictionary<String, Object> properties = configuration.getProperties();
    properties.put("pool.size", size);
    configuration.update(properties);
  }

  private void awaitSize(int size) {
    await().pollInterval(OFTEN).until(() -> workers.pool().size() == size);
  }

  /** Waits until only this app has a worker. */
  private void awaitLive(String app) {
    await()
        .pollInterval(OFTEN)
        .untilAsserted(
            () -> assertThat(workers.workers()).extracting(WorkerDTO::app).containsExactly(app));
  }

  /** Waits until no worker has a request. */
  private void awaitUnused() {
    await()
        .pollInterval(OFTEN)
        .until(() -> workers.workers().stream().allMatch(worker -> worker.inFlight() == 0));
  }

  private CompletableFuture<HttpResponse<String>> getAsync(HttpClient client, String path) {
    return client.sendAsync(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
  }

  private int inFlight(String app) {
    return workers.workers().stream()
        .filter(worker -> worker.app().equals(app))
        .mapToInt(WorkerDTO::inFlight)
        .sum();
  }
}
