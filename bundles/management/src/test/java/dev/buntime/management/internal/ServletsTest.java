package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.CensusDTO;
import dev.buntime.runtime.dto.CensusDTO.RemnantDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** The JSON of {@code /_/plugins} and {@code /_/stats}. */
public final class ServletsTest {
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  public void plugins_whenNone_areEmptyLists() throws Exception {
    assertThat(get(new PluginsServlet(List::of)))
        .isEqualTo(JSON.readTree("{\"plugins\": [], \"deployments\": []}"));
  }

  @Test
  public void plugins_haveAllMembers() throws Exception {
    PluginsServlet servlet =
        new PluginsServlet(() -> List.of(Fakes.plugin("plugin-x", "failed", "no key", true)));
    Field field = PluginsServlet.class.getDeclaredField("deployments");
    field.setAccessible(true);
    field.set(
        servlet, (PluginDeploymentRuntime) () -> List.of(Fakes.pluginDeployment("x.jar", "bad")));

    assertThat(get(servlet))
        .isEqualTo(
            JSON.readTree(
                """
                {"plugins": [
                   {"name": "plugin-x", "version": "1.0.0", "bundle": 17, "ranking": 50,
                    "state": "failed", "reason": "no key", "since": "2026-01-02T03:04:05.678Z",
                    "listed": true, "required": true, "configuredBy": "file",
                    "routes": ["/_/x"], "requestCount": 1, "answerCount": 2, "errorCount": 3,
                    "timeoutCount": 4, "stuckThreads": 5}],
                 "deployments": [
                   {"artifact": "x.jar", "name": "com.acme.x", "version": "1.0.0",
                    "state": "refused", "reason": "bad", "warnings": ["old"],
                    "plugins": ["plugin-x"], "bundle": 17, "size": 1234, "sha256": "ab",
                    "since": "2026-01-02T03:04:05.678Z"}]}
                """));
  }

  @Test
  public void stats_whenNoWorker_haveThePoolAndTheCensus() throws Exception {
    assertThat(get(stats()))
        .isEqualTo(
            JSON.readTree(
                """
                {"pool": {
                   "poolSize": 10, "activeWorkers": 2, "waiting": 1, "hits": 100, "misses": 3,
                   "evictions": 4, "totalWorkersCreated": 5, "totalWorkersFailed": 6,
                   "zombieThreads": 7},
                 "workers": {},
                 "census": {"collected": 8, "remnants": [
                   {"worker": "shop@1.0.0#1", "since": "2026-01-02T03:04:05.678Z", "leak": true,
                    "holders": ["thread 'poller'"]}]}}
                """));
  }

  @Test
  public void stats_haveAllMembersOfAWorker() throws Exception {
    JsonNode found = get(stats(worker("shop@1.0.0#1", "Active", null)));

    assertThat(found.get("workers"))
        .isEqualTo(
            JSON.readTree(
                """
                {"shop@1.0.0#1": {
                   "app": "shop", "version": "1.0.0", "status": "Active",
                   "since": "2026-01-02T03:04:05.678Z", "reason": null, "age": 900, "idle": 20,
                   "coldStart": 7, "requestCount": 100, "errorCount": 3, "timeoutCount": 4,
                   "inFlight": 2, "queued": 6, "cpu": 30, "allocatedBytes": 4000, "threads": 5,
                   "unwovenClasses": 1}}
                """));
  }

  @Test
  public void stats_ofAFailedWorker_haveTheReason() throws Exception {
    JsonNode found = get(stats(worker("a#7", "Failed", "no database")));

    assertThat(found.get("workers").get("a#7").get("reason").textValue()).isEqualTo("no database");
  }

  @Test
  public void json_isForPeopleAndNotStored() throws Exception {
    Fakes.Reply reply = new Fakes.Reply();

    stats().service(Fakes.request("GET", null), reply.response());

    assertThat(reply.headers)
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(reply.text()).as("indented").contains("\n  ");
    assertThat(reply.length).isEqualTo(reply.text().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  public void post_isNotAllowed() throws Exception {
    Fakes.Reply reply = new Fakes.Reply();

    stats().service(Fakes.request("POST", null), reply.response());

    assertThat(reply.status).isEqualTo(405);
    assertThat(reply.text()).isEmpty();
  }

  @Test
  public void pagesWithoutParameters_refuseThem() throws Exception {
    WorkerRuntime noWorkers = Fakes.proxy(WorkerRuntime.class, (name, _) -> null);
    TrafficRuntime noTraffic = Fakes.proxy(TrafficRuntime.class, (name, _) -> null);
    HttpServletRequest request =
        Fakes.proxy(
            HttpServletRequest.class,
            (name, _) ->
                name.equals("getMethod") ? "GET" : Map.of("verbose", new String[] {"true"}));
    for (HttpServlet page :
        List.of(stats(), new MetricsServlet(noWorkers, noTraffic), new PluginsServlet(List::of))) {
      Fakes.Reply reply = new Fakes.Reply();

      page.service(request, reply.response());

      assertThat(reply.status).as(page.toString()).isEqualTo(400);
      assertThat(reply.message)
          .isEqualTo("The query has a parameter 'verbose', which there is not. Leave it out.");
    }
  }

  private static WorkerDTO worker(String id, String state, @Nullable String reason) {
    return new WorkerDTO(
        id, "shop", "1.0.0", state, SINCE, reason, SINCE, 7, 900, 20, 100, 3, 4, 2, 6, 30, 4000, 5,
        1);
  }

  private static StatsServlet stats(WorkerDTO... workers) {
    return new StatsServlet(runtime(workers));
  }

  private static WorkerRuntime runtime(WorkerDTO... workers) {
    return new WorkerRuntime() {
      @Override
      public List<AppUsageDTO> usage() {
        return List.of(new AppUsageDTO("shop", "1.0.0", 2, 0, 0, 0, 0, 0, 0, 0, 0));
      }

      @Override
      public List<WorkerDTO> workers() {
        return List.of(workers);
      }

      @Override
      public Map<String, Long> states() {
        return Map.of();
      }

      @Override
      public PoolDTO pool() {
        return new PoolDTO(10, 2, 1, 100, 3, 4, 5, 6, 7);
      }

      @Override
      public CensusDTO census() {
        return new CensusDTO(
            8, List.of(new RemnantDTO("shop@1.0.0#1", SINCE, true, List.of("thread 'poller'"))));
      }
    };
  }

  private static JsonNode get(HttpServlet servlet) throws IOException, ServletException {
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(Fakes.request("GET", null), reply.response());
    return JSON.readTree(reply.text());
  }
}
