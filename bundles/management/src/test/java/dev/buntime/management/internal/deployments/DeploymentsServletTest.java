package dev.buntime.management.internal.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.WorkerAdmin;
import dev.buntime.management.internal.Fakes;
import dev.buntime.management.internal.ManagementConfig;
import dev.buntime.runtime.WorkerRuntime;
import dev.buntime.runtime.dto.AppUsageDTO;
import dev.buntime.runtime.dto.DeploymentDTO;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** The JSON of {@code /_/deployments}. */
public final class DeploymentsServletTest {
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
        .isEqualTo(
            "The parameter 'state' is 'dead'. Allowed is one of live, refused, starting,"
                + " stopped.");
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
    return new DeploymentsServlet(
        config(1 << 20),
        () -> List.of(all),
        workers(),
        Fakes.proxy(DeploymentAdmin.class, (name, _) -> name),
        Fakes.proxy(WorkerAdmin.class, (name, _) -> name),
        new Operations());
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

  /** The configuration with a limit of uploads. */
  static ManagementConfig config(long maxUpload) {
    return Fakes.proxy(ManagementConfig.class, (name, _) -> maxUpload);
  }

  /** Two workers of shop 1.0.0. */
  static WorkerRuntime workers() {
    return Fakes.proxy(
        WorkerRuntime.class,
        (name, _) -> List.of(new AppUsageDTO("shop", "1.0.0", 2, 0, 0, 0, 0, 0, 0, 0, 0)));
  }

  private static JsonNode get(HttpServlet servlet) throws IOException, ServletException {
    Fakes.Reply reply = new Fakes.Reply();
    servlet.service(Fakes.request("GET", null), reply.response());
    return JSON.readTree(reply.text());
  }
}
