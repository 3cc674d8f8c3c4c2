package dev.buntime.itests;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.VersionServlet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * The requests that change deployments, on a runner whose apps folder is locked. Each answer is
 * compared with what {@code /_/openapi.json} says.
 */
public class DeploymentsApiIT {
  private static final String DEPLOYMENTS = "/_/deployments";
  private static final String JAR = "application/java-archive";

  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;
  private static OpenApi description;

  @BeforeClass
  public static void start() throws IOException {
    Path config = FOLDER.newFolder("config").toPath();
    RunnerProcess.copyConfig(config);
    Files.writeString(
        config.resolve("buntime.jsonc"),
        "{ \"deployments\": { \"locked\": true, \"maxUpload\": \"1 MiB\" } }");
    runner =
        RunnerProcess.start(
            FOLDER.newFolder("apps").toPath(),
            FOLDER.newFolder("data").toPath(),
            "--config=" + config);
    description = new OpenApi(Http.json(Http.getAsAdmin(runner.uri("/_/openapi.json"))));
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void upload_answersWhenTheAppDoes_andIsInTheFolder() throws IOException {
    HttpResponse<String> answer = post(app("fresh", "1.0.0").toBytes());

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Location")).contains(DEPLOYMENTS + "/fresh/1.0.0");
    assertThat(Http.get(runner.uri("/fresh")).statusCode()).isEqualTo(200);
    assertThat(names()).contains("fresh-1.0.0.jar").noneMatch(each -> each.startsWith("."));
    assertThat(send("GET", DEPLOYMENTS + "/fresh").statusCode()).isEqualTo(200);
    assertThat(send("GET", DEPLOYMENTS + "/fresh/1.0.0").statusCode()).isEqualTo(200);
    assertThat(send("GET", DEPLOYMENTS).statusCode()).isEqualTo(200);
  }

  @Test
  public void upload_asAForm_isTaken() throws IOException {
    byte[] jar = app("form", "1.0.0").toBytes();
    String head =
        "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"form.jar\"\r\n"
            + "Content-Type: application/java-archive\r\n\r\n";
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofByteArray(jar),
            BodyPublishers.ofString("\r\n--x--\r\n"));

    HttpResponse<String> answer =
        send("POST", DEPLOYMENTS, body, "Content-Type", "multipart/form-data; boundary=x");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    assertThat(Http.get(runner.uri("/form")).statusCode()).isEqualTo(200);
  }

  @Test
  public void whatIsCopiedIntoALockedFolder_isNotDeployed() throws IOException {
    app("smuggled", "1.0.0").writeTo(runner.apps(), "smuggled.jar");

    assertThat(post(app("behind", "1.0.0").toBytes()).statusCode()).isEqualTo(201); // a scan
    assertThat(send("GET", DEPLOYMENTS + "/smuggled").statusCode()).isEqualTo(404);
  }

  @Test
  public void put_replacesAVersion_andKeepsItIfTheNextDoesNotStart() throws IOException {
    post(TestBundle.generation("swap", "1.0.0", "old", "").toBytes());
    String address = DEPLOYMENTS + "/swap/1.0.0";

    byte[] next = TestBundle.generation("swap", "1.0.0", "new", "").toBytes();
    assertThat(put(address, next).statusCode()).isEqualTo(200);
    assertThat(Http.get(runner.uri("/swap")).body()).contains("new");
    HttpResponse<String> broken =
        put(address, TestBundle.generation("swap", "1.0.0", "broken", "").crashing().toBytes());
    assertThat(broken.statusCode()).as(broken.body()).isEqualTo(422);
    assertThat(Http.json(broken).path("detail").asText()).contains("does not start");
    assertThat(Http.get(runner.uri("/swap")).body()).contains("new");
    assertThat(Files.readAllBytes(runner.apps().resolve("swap-1.0.0.jar"))).isEqualTo(next);
    assertThat(put(DEPLOYMENTS + "/swap/2.0.0", next).statusCode()).isEqualTo(422);
    assertThat(
            send(
                    "PUT",
                    address,
                    BodyPublishers.ofByteArray(next),
                    "Content-Type",
                    JAR,
                    "If-None-Match",
                    "*")
                .statusCode())
        .isEqualTo(412);
  }

  @Test
  public void async_isFollowedByItsAddress() throws IOException {
    HttpResponse<String> answer = post("?async", app("later", "1.0.0").toBytes());

    assertThat(answer.statusCode()).isEqualTo(202);
    String operation = answer.headers().firstValue("Location").orElseThrow();
    await()
        .untilAsserted(() ->
            assertThat(Http.json(send("GET", operation)).path("state").asText()).isEqualTo("live"));
    assertThat(send("GET", "/_/operations/none").statusCode()).isEqualTo(404);
  }

  @Test
  public void dryRun_tellsAndChangesNothing() throws IOException {
    HttpResponse<String> valid = post("?dryRun", app("dry", "1.0.0").toBytes());
    HttpResponse<String> missing =
        post("?dryRun", app("dry", "1.0.0").header("Import-Package", "com.missing").toBytes());

    assertThat(Http.json(valid).path("state").asText()).isEqualTo("valid");
    assertThat(missing.statusCode()).isEqualTo(422);
    assertThat(missing.body()).contains("com.missing");
    assertThat(names()).doesNotContain("dry-1.0.0.jar");
    assertThat(send("GET", DEPLOYMENTS + "/dry").statusCode()).isEqualTo(404);
  }

  @Test
  public void stopAndStart() throws IOException {
    post(app("halt", "1.0.0").toBytes());
    String address = DEPLOYMENTS + "/halt/1.0.0";

    assertThat(Http.json(send("POST", address + "/stop")).path("state").asText())
        .isEqualTo("stopped");
    assertThat(Http.get(runner.uri("/halt")).statusCode()).isEqualTo(404);
    assertThat(send("POST", address + "/restart").statusCode()).isEqualTo(409);
    assertThat(Http.json(send("POST", address + "/start")).path("state").asText())
        .isEqualTo("live");
    assertThat(Http.get(runner.uri("/halt")).statusCode()).isEqualTo(200);
  }

  @Test
  public void restart_givesAFreshWorker() throws IOException {
    post(TestBundle.generation("again", "1.0.0", "x", "").toBytes());
    assertThat(Http.get(runner.uri("/again")).statusCode()).isEqualTo(200);
    String before = workers("again");

    HttpResponse<String> answer = send("POST", DEPLOYMENTS + "/again/1.0.0/restart");

    assertThat(Http.json(answer).path("restarted").asBoolean()).isTrue();
    await().untilAsserted(() -> assertThat(workers("again")).isNotEqualTo(before).isNotEmpty());
    assertThat(Http.get(runner.uri("/again")).statusCode()).isEqualTo(200);
  }

  private static String workers(String app) {
    JsonNode workers = Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).path("workers");
    return workers.properties().stream()
        .filter(each -> each.getValue().path("app").asText().equals(app))
        .map(Map.Entry::getKey)
        .sorted()
        .toList()
        .toString();
  }

  @Test
  public void delete_takesItAway() throws IOException {
    post(app("gone", "1.0.0").toBytes());

    assertThat(send("DELETE", DEPLOYMENTS + "/gone/1.0.0").statusCode()).isEqualTo(204);
    assertThat(Http.get(runner.uri("/gone")).statusCode()).isEqualTo(404);
    assertThat(names()).doesNotContain("gone-1.0.0.jar");
    assertThat(send("DELETE", DEPLOYMENTS + "/gone/1.0.0").statusCode()).isEqualTo(404);
  }

  @Test
  public void artifactAndFiles_areDownloads() throws Exception {
    byte[] jar = app("look", "1.0.0").file("public/<b>.html", "<script>").toBytes();
    post(jar);
    String address = DEPLOYMENTS + "/look/1.0.0";

    HttpResponse<byte[]> artifact =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri(address + "/artifact"))
                .header("Authorization", Http.ADMIN)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(artifact.body()).isEqualTo(jar);
    assertThat(Http.json(send("GET", address + "/files")).path("entries").findValuesAsText("path"))
        .startsWith("META-INF")
        .contains("public");
    HttpResponse<String> page = send("GET", address + "/files/public/%3Cb%3E.html");
    assertThat(page.body()).isEqualTo("<script>");
    assertThat(page.headers().firstValue("Content-Disposition").orElse(""))
        .isEqualTo("attachment; filename=\"_b_.html\"");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(send("GET", address + "/files/public/none").statusCode()).isEqualTo(404);

    HttpResponse<byte[]> folder =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri(address + "/files/public?zip"))
                .header("Authorization", Http.ADMIN)
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(folder.headers().firstValue("Content-Disposition").orElse(""))
        .isEqualTo("attachment; filename=\"public.zip\"");
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(folder.body()))) {
      assertThat(requireNonNull(zip.getNextEntry()).getName()).isEqualTo("public/<b>.html");
      assertThat(zip.readAllBytes()).asString().isEqualTo("<script>");
      assertThat(zip.getNextEntry()).isNull();
    }
    assertThat(send("GET", address + "/files/none?zip").statusCode()).isEqualTo(404);
  }

  @Test
  public void digest_isChecked() throws Exception {
    byte[] jar = app("digest", "1.0.0").toBytes();

    HttpResponse<String> right = postWithDigest(jar, jar);
    assertThat(right.statusCode()).as(right.body()).isEqualTo(201);
    HttpResponse<String> wrong = postWithDigest(jar, new byte[0]);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("It was changed on the way");
  }

  private static HttpResponse<String> postWithDigest(byte[] jar, byte[] digested)
      throws NoSuchAlgorithmException {
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(digested);
    return send(
        "POST",
        DEPLOYMENTS,
        BodyPublishers.ofByteArray(jar),
        "Content-Type",
        JAR,
        "Repr-Digest",
        "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":");
  }

  @Test
  public void whatIsNoArtifact_isRefused_andLeavesNothing() throws IOException {
    List<String> before = names();

    assertThat(post("PK\3\4".getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(422);
    assertThat(post(new byte[0]).statusCode()).isEqualTo(400);
    assertThat(post(new byte[(1 << 20) + 1]).statusCode()).isEqualTo(413);
    assertThat(post("?name=../x.jar", app("x", "1.0.0").toBytes()).statusCode()).isEqualTo(422);
    assertThat(post("?nonsense", new byte[1]).statusCode()).isEqualTo(400);
    assertThat(
            send(
                    "POST",
                    DEPLOYMENTS,
                    BodyPublishers.ofString("a=b"),
                    "Content-Type",
                    "application/x-www-form-urlencoded")
                .statusCode())
        .isEqualTo(415);
    for (String type : List.of("multipart/form-data", "multipart/form-data; boundary=x")) {
      BodyPublisher malformed = BodyPublishers.ofString("no form");
      HttpResponse<String> answer = send("POST", DEPLOYMENTS, malformed, "Content-Type", type);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }
    BodyPublisher unmeasured =
        BodyPublishers.ofInputStream(
            () -> new ByteArrayInputStream("no form".getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> form =
        send("POST", DEPLOYMENTS, unmeasured, "Content-Type", "multipart/form-data; boundary=x");
    assertThat(form.statusCode()).as(form.body()).isEqualTo(411);
    String version = DEPLOYMENTS + "/x/1.0.0";
    BodyPublisher body = BodyPublishers.ofString("no form");
    form = send("PUT", version, body, "Content-Type", "multipart/form-data; boundary=x");
    assertThat(form.statusCode()).as(form.body()).isEqualTo(415);
    BodyPublisher large = BodyPublishers.ofByteArray(new byte[2 << 20]);
    assertThat(
            send("POST", DEPLOYMENTS, large, "Content-Type", "multipart/form-data; boundary=x")
                .statusCode())
        .isEqualTo(413);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  public void writes_needTheLogin_andAreNotForOtherSites() throws IOException {
    HttpRequest.Builder delete =
        HttpRequest.newBuilder(runner.uri(DEPLOYMENTS + "/x/1.0.0")).DELETE();

    HttpResponse<String> stranger = Http.send(delete);
    description.check(stranger);
    assertThat(stranger.statusCode()).isEqualTo(401);
    HttpResponse<String> forged =
        Http.send(delete, "Authorization", Http.ADMIN, "Origin", "http://evil.example");
    description.check(forged);
    assertThat(forged.statusCode()).isEqualTo(403);
    assertThat(
            post(
                    app("mine", "1.0.0").toBytes(),
                    "Origin",
                    "http://" + runner.host() + ":" + runner.port())
                .statusCode())
        .isEqualTo(201);
  }

  @Test
  public void twoAtATime_oneWinsAndTheOtherHearsOfIt() throws IOException {
    byte[] jar =
        TestBundle.generation("race", "1.0.0", "x", "").file("more", "x".repeat(100_000)).toBytes();
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      answers.add(CompletableFuture.supplyAsync(() -> post(jar).statusCode()));
    }

    List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();

    assertThat(statuses).isSubsetOf(200, 201, 409).containsOnlyOnce(201);
    assertThat(names()).contains("race-1.0.0.jar").noneMatch(each -> each.startsWith("."));
    assertThat(Http.get(runner.uri("/race")).statusCode()).isEqualTo(200);
  }

  /** Whatever the description has is there, and nothing else is. */
  @Test
  public void description_hasTheMethodsThatThereAre() {
    Map<String, String> examples =
        Map.of("{app}", "none", "{version}", "1.0.0", "{path}", "a/b", "{id}", "none");
    for (Map.Entry<String, List<String>> each : description.methods().entrySet()) {
      String path = each.getKey();
      if (path.equals("/_/sse")) {
        continue; // it does not end
      }
      for (Map.Entry<String, String> example : examples.entrySet()) {
        path = path.replace(example.getKey(), example.getValue());
      }
      for (String method : List.of("get", "put", "post", "delete")) {
        HttpResponse<String> answer =
            Http.send(
                HttpRequest.newBuilder(runner.uri(path))
                    .method(method.toUpperCase(Locale.ROOT), BodyPublishers.noBody()),
                "Authorization",
                Http.ADMIN);
        boolean described = each.getValue().contains(method);
        assertThat(answer.statusCode() == 405).as("%s %s", method, path).isEqualTo(!described);
        if (described) {
          description.check(answer);
        }
      }
    }
  }

  @Test
  public void description_isWellFormed() {
    assertThat(description.document().path("openapi").asText()).isEqualTo("3.1.0");
    List<String> ids = description.document().findValuesAsText("operationId");
    assertThat(new TreeSet<>(ids)).hasSameSizeAs(ids).hasSameSizeAs(description.operations());
    for (String ref : description.document().findValuesAsText("$ref")) {
      assertThat(description.document().at(ref.substring(1)).isMissingNode()).as(ref).isFalse();
    }
  }

  private static TestBundle app(String name, String version) {
    return TestBundle.ofServlet(name, version, VersionServlet.class);
  }

  private static HttpResponse<String> post(byte[] artifact, String... headers) {
    return post("", artifact, headers);
  }

  private static HttpResponse<String> post(String query, byte[] artifact, String... headers) {
    return send("POST", DEPLOYMENTS + query, artifact, headers);
  }

  private static HttpResponse<String> put(String path, byte[] artifact) {
    return send("PUT", path, artifact);
  }

  private static HttpResponse<String> send(
      String method, String path, byte[] artifact, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Content-Type", JAR), Stream.of(headers)).toArray(String[]::new);
    return send(method, path, BodyPublishers.ofByteArray(artifact), all);
  }

  private static HttpResponse<String> send(String method, String path) {
    return send(method, path, BodyPublishers.noBody());
  }

  /** Sends a request as admin, and compares the answer with the description. */
  private static HttpResponse<String> send(
      String method, String path, BodyPublisher body, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(runner.uri(path)).method(method, body);
    String[] all =
        Stream.concat(Stream.of("Authorization", Http.ADMIN), Stream.of(headers))
            .toArray(String[]::new);
    HttpResponse<String> answer = Http.send(request, all);
    description.check(answer);
    return answer;
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> listed = Files.list(runner.apps())) {
      return listed.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
