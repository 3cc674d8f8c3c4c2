package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A set on the packed distribution: what callers and operators see of it, under load. */
public class SetIT {
  @ClassRule public static final TemporaryFolder folder = new TemporaryFolder();

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(folder);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void release_underLoad_changesAllOrNothing() throws IOException {
    Path set = folder.newFolder().toPath();
    fill(set, "1.0.0", false);
    Files.move(set, runner.apps().resolve("release"));
    await().until(() -> answer("/shop").equals("200 shop") && answer("/cart").equals("200 cart"));

    try (CallLoop shop = new CallLoop(() -> Http.get(runner.uri("/shop")));
        CallLoop cart = new CallLoop(() -> Http.get(runner.uri("/cart")))) {
      List<String> seen = new ArrayList<>();
      fill(runner.apps().resolve("release"), "1.1.0", true);
      watchUntil("release/cart.jar", "does not start", seen);
      assertThat(seen).as("one does not start").containsOnly("1.0.0 1.0.0");

      fill(runner.apps().resolve("release"), "1.2.0", false);
      watchUntil("release/cart.jar", "1.2.0", seen);
      assertThat(seen).containsOnly("1.0.0 1.0.0", "1.2.0 1.2.0");

      long now = shop.answers();
      await().until(() -> shop.answers() > now + 20);
      assertThat(shop.errors()).isEmpty();
      assertThat(cart.errors()).isEmpty();
    }
    assertThat(answer("/cart@1.1.0")).startsWith("404");
    delete(runner.apps().resolve("release"));
    await().until(() -> deployments().isEmpty());
    assertThat(answer("/shop")).startsWith("404");
  }

  /** Looks at both versions again and again, until the deployment of one tells something. */
  private static void watchUntil(String artifact, String told, List<String> seen) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> {
          Map<String, JsonNode> now = deployments();
          seen.add(
              version(now.get("release/shop.jar")) + " " + version(now.get("release/cart.jar")));
          return now.get(artifact).toString().contains(told);
        });
  }

  private static String version(JsonNode deployment) {
    assertThat(deployment.path("state").asText()).isEqualTo("live");
    return deployment.path("version").asText();
  }

  private static Map<String, JsonNode> deployments() {
    Map<String, JsonNode> found = new TreeMap<>();
    Http.json(Http.getAsAdmin(runner.uri("/_/deployments")))
        .path("deployments")
        .forEach(each -> found.put(each.path("artifact").asText(), each));
    return found;
  }

  private static String answer(String path) {
    var answer = Http.get(runner.uri(path));
    return answer.statusCode() + " " + answer.body();
  }

  private static void fill(Path set, String version, boolean broken) throws IOException {
    TestBundle.generation("shop", version, "shop", "").writeTo(set, "shop.jar");
    TestBundle cart = TestBundle.generation("cart", version, "cart", "");
    (broken ? cart.crashing() : cart).writeTo(set, "cart.jar");
    Files.writeString(set.resolve("deploy.json"), "{\"artifacts\": [\"shop.jar\", \"cart.jar\"]}");
  }

  private static void delete(Path set) throws IOException {
    for (String each : List.of("deploy.json", "shop.jar", "cart.jar")) {
      Files.delete(set.resolve(each));
    }
    Files.delete(set);
  }
}
