package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.runtime.dto.WorkerDTO;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

/** The JSON of {@code /_/deployments} and {@code /_/stats}. */
public final class ServletsTest {
  private static final Instant SINCE = Instant.parse("2026-01-02T03:04:05.678Z");
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  public void deployments_whenNone_isAnEmptyList() throws Exception {
    assertThat(get(new DeploymentsServlet(List::of)))
        .isEqualTo(JSON.readTree("{\"deployments\": []}"));
  }

  @Test
  public void deployments_haveAllMembersInOrder() throws Exception {
    DeploymentDTO live =
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
    DeploymentDTO refused =
        new DeploymentDTO(
            "bad.jar", null, null, "refused", "not an archive", List.of(), -1, 0, "", SINCE);

    JsonNode found = get(new DeploymentsServlet(() -> List.of(live, refused)));

    assertThat(found)
        .isEqualTo(
            JSON.readTree(
                """
                {"deployments": [
                  {"artifact": "shop.jar", "app": "shop", "version": "1.0.0", "state": "live",
                   "reason": null, "warnings": ["unknown key 'größe'"], "bundle": 17,
                   "size": 1234, "sha256": "ab", "since": "2026-01-02T03:04:05.678Z"},
                  {"artifact": "bad.jar", "app": null, "version": null, "state": "refused",
                   "reason": "not an archive", "warnings": [], "bundle": -1,
                   "size": 0, "sha256": "", "since": "2026-01-02T03:04:05.678Z"}]}
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
            "since");
  }

  @Test
  public void stats_whenNoWorker_isEmpty() throws Exception {
    assertThat(get(new StatsServlet(List::of)))
        .isEqualTo(JSON.readTree("{\"pool\": {\"activeWorkers\": 0}, \"workers\": {}}"));
  }

  @Test
  public void stats_haveAllMembersOfAWorker() throws Exception {
    JsonNode found = get(new StatsServlet(() -> List.of(worker("shop@1.0.0#1", "Active", null))));

    assertThat(found)
        .isEqualTo(
            JSON.readTree(
                """
                {"pool": {"activeWorkers": 1},
                 "workers": {"shop@1.0.0#1": {
                   "app": "shop", "version": "1.0.0", "status": "Active",
                   "since": "2026-01-02T03:04:05.678Z", "reason": null, "age": 900, "idle": 20,
                   "coldStart": 7, "requestCount": 100, "errorCount": 3, "inFlight": 2,
                   "threads": 5}}}
                """));
  }

  @Test
  public void stats_countLiveWorkersOnly() throws Exception {
    List<WorkerDTO> workers =
        List.of(
            worker("a#1", "Creating", null),
            worker("a#2", "Ready", null),
            worker("a#3", "Active", null),
            worker("a#4", "Idle", null),
            worker("a#5", "Draining", null),
            worker("a#6", "Terminated", null),
            worker("a#7", "Failed", "no database"));

    JsonNode found = get(new StatsServlet(() -> workers));

    assertThat(found.at("/pool/activeWorkers").intValue()).isEqualTo(4);
    assertThat(found.get("workers")).hasSize(7);
    assertThat(found.get("workers").get("a#7").get("reason").textValue()).isEqualTo("no database");
  }

  @Test
  public void json_isForPeopleAndNotStored() throws Exception {
    Fakes.Reply reply = new Fakes.Reply();

    new StatsServlet(List::of).service(Fakes.request("GET", null), reply.response());

    assertThat(reply.headers)
        .containsEntry("Content-Type", "application/json")
        .containsEntry("Cache-Control", "no-store");
    assertThat(reply.text()).as("indented").contains("\n  ");
    assertThat(reply.length).isEqualTo(reply.text().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  public void post_isNotAllowed() throws Exception {
    Fakes.Reply reply = new Fakes.Reply();

    new StatsServlet(List::of).service(Fakes.request("POST", null), reply.response());

    assertThat(reply.status).isEqualTo(405);
    assertThat(reply.text()).isEmpty();
  }

  private static WorkerDTO worker(String id, String state, @Nullable String reason) {
    return new WorkerDTO(
        id, "shop", "1.0.0", state, SINCE, reason, SINCE, 7, 900, 20, 100, 3, 2, 5);
  }

  private static JsonNode get(HttpServlet servlet) throws IOException, ServletException {
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(Fakes.request("GET", null), reply.response());
    return JSON.readTree(reply.text());
  }
}
