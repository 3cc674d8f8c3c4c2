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
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.runtime.dto.PoolDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** The JSON of {@code /_/deployments} and {@code /_/stats}. */
public final class ServletsTest {
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final DeploymentDTO SHOP =
      new DeploymentDTO(
          "shop.jar",
          "shop",
          "1.0.0",
          "live",
          null,
          List.of("unknown key 'größe'"),
          17,
          1234,
          "ab",
          SINCE);

  private static final DeploymentDTO BAD =
      new DeploymentDTO(
          "bad.jar", null, null, "refused", "not an archive", List.of(), -1, 0, "", SINCE);

  @Test
  public void deployments_whenNone_isAnEmptyList() throws Exception {
    assertThat(get(deployments())).isEqualTo(JSON.readTree("{\"deployments\": [], \"total\": 0}"));
  }

  @Test
  public void deployments_haveAllMembersInOrder() throws Exception {
    JsonNode found = get(deployments(SHOP, BAD));

    assertThat(found)
        .isEqualTo(
            JSON.readTree(
                """
                {"deployments": [
                  {"artifact": "shop.jar", "app": "shop", "version": "1.0.0", "state": "live",
                   "reason": null, "warnings": ["unknown key 'größe'"], "bundle": 17,
                   "size": 1234, "sha256": "ab", "since": "2026-01-02T03:04:05.678Z",
                   "workers": 2},
                  {"artifact": "bad.jar", "app": null, "version": null, "state": "refused",
                   "reason": "not an archive", "warnings": [], "bundle": -1,
                   "size": 0, "sha256": "", "since": "2026-01-02T03:04:05.678Z",
                   "workers": 0}],
                 "total": 2}
                """));
    assertThat(List.copyOf(found.at("/deployments/0").properties()))
        .extracting(java.util.Map.Entry::getKey)
        .containsExactly(
            "artifact",
            "app",
            "version",
            "state",
            "reason",
            "warnings",
            "bundle",
            "size",
            "sha256",
            "since",
            "workers");
  }

  @Test
  public void deployments_areFilteredAndPaged() throws Exception {
    DeploymentsServlet servlet =
        deployments(SHOP, BAD, live("shop", "2.0.0"), live("cart", "1.0.0"));

    assertThat(artifacts(ask(servlet, "", "app", "shop")))
        .isEqualTo("shop.jar shop-2.0.0.jar of 2");
    assertThat(artifacts(ask(servlet, "", "state", "refused"))).isEqualTo("bad.jar of 1");
    assertThat(artifacts(ask(servlet, "", "offset", "1", "limit", "2")))
        .isEqualTo("bad.jar shop-2.0.0.jar of 4");
    assertThat(artifacts(ask(servlet, "", "offset", "9"))).isEqualTo("of 4");
    assertThat(ask(servlet, "", "limit", "0").message)
        .isEqualTo("The parameter 'limit' is '0'. Allowed is a whole number from 1 to 10000.");
    assertThat(ask(servlet, "", "state", "dead").message)
        .isEqualTo("The parameter 'state' is 'dead'. Allowed is one of live, refused, starting.");
    assertThat(ask(servlet, "", "stat", "live").status).isEqualTo(400);
  }

  @Test
  public void deployments_ofAnAppAndOfAVersion() throws Exception {
    DeploymentsServlet servlet =
        deployments(
            new DeploymentDTO(
                "again.jar", "shop", "1.0.0", "refused", "twice", List.of(), -1, 1, "cd", SINCE),
            SHOP,
            live("cart", "1.0.0"));

    assertThat(artifacts(ask(servlet, "/shop"))).isEqualTo("again.jar shop.jar of 2");
    assertThat(JSON.readTree(ask(servlet, "/shop/1.0.0").text()).get("artifact").asText())
        .as("the live one")
        .isEqualTo("shop.jar");
    assertThat(ask(servlet, "/shop/3.0.0").message)
        .isEqualTo("There is no deployment 'shop@3.0.0'. GET /_/deployments tells what there is.");
    assertThat(ask(servlet, "/nothing").status).isEqualTo(404);
    assertThat(ask(servlet, "/").status).isEqualTo(404);
    assertThat(ask(servlet, "/shop/1.0.0/x").status).isEqualTo(404);
    assertThat(ask(servlet, "/shop", "app", "shop").status).isEqualTo(400);
  }

  @Test
  public void deployments_whenNothingHasChanged_areNotSentAgain() throws Exception {
    String tag = String.valueOf(ask(deployments(SHOP), "").headers.get("ETag"));

    assertThat(tag).matches("\"[0-9a-f-]{36}\"");
    for (String known : new String[] {tag, "\"x\", W/" + tag, "*"}) {
      Fakes.Reply again = ask(deployments(SHOP), "", "If-None-Match:", known);
      assertThat(again.status).as(known).isEqualTo(304);
      assertThat(again.text()).isEmpty();
      assertThat(again.headers).containsEntry("ETag", tag);
    }
    Fakes.Reply other = ask(deployments(SHOP, BAD), "", "If-None-Match:", tag);
    assertThat(other.status).isEqualTo(200);
    assertThat(other.headers.get("ETag")).isNotEqualTo(tag);
  }

  private static String artifacts(Fakes.Reply reply) throws IOException {
    JsonNode found = JSON.readTree(reply.text());
    List<String> names = new ArrayList<>();
    found.get("deployments").forEach(each -> names.add(each.get("artifact").asText()));
    names.add("of " + found.get("total"));
    return String.join(" ", names);
  }

  private static DeploymentDTO live(String app, String version) {
    return new DeploymentDTO(
        app + "-" + version + ".jar", app, version, "live", null, List.of(), 18, 1, "cd", SINCE);
  }

  private static DeploymentsServlet deployments(DeploymentDTO... all) {
    return new DeploymentsServlet(() -> List.of(all), runtime());
  }

  /** Asks with parameters, and with headers, whose names end in a colon. */
  private static Fakes.Reply ask(HttpServlet servlet, String path, String... pairs)
      throws IOException, ServletException {
    Map<String, String[]> parameters = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].endsWith(":")) {
        headers.put(pairs[i].substring(0, pairs[i].length() - 1), pairs[i + 1]);
      } else {
        parameters.put(pairs[i], new String[] {pairs[i + 1]});
      }
    }
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(
        Fakes.proxy(
            HttpServletRequest.class,
            (name, arguments) ->
                switch (name) {
                  case "getMethod" -> "GET";
                  case "getPathInfo" -> path.isEmpty() ? null : path;
                  case "getParameterMap" -> parameters;
                  case "getParameterValues" -> parameters.get((String) arguments[0]);
                  case "getHeader" -> headers.get((String) arguments[0]);
                  default -> throw new UnsupportedOperationException(name);
                }),
        reply.response());
    return reply;
  }

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
