package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.app.GenerationServlet;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a request was told about a deployment stays true, whatever happens next. */
public class DeploymentsDurableIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String DEPLOYMENTS = "/_/deployments";

  private static RunnerProcess runner;
  private static ExecutorService callers;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER);
    callers = Executors.newCachedThreadPool();
  }

  @AfterClass
  public static void stop() {
    callers.shutdownNow();
    runner.close();
  }

  @Test
  public void delete_whileARequestIsAnswered_letsItEnd_andTheVersionIsGone() throws Exception {
    assertThat(post(generation("leaves", "still here", "")).statusCode()).isEqualTo(201);
    Path gate = gate();
    CompletableFuture<HttpResponse<String>> slow =
        call(HttpRequest.newBuilder(runner.uri("/leaves/gate?file=" + gate)));
    await().until(() -> inFlight("leaves") == 1);

    CompletableFuture<HttpResponse<String>> deleted = callAsAdmin("DELETE", "/leaves/1.0.0");
    await().until(() -> Http.get(runner.uri("/leaves")).statusCode() == 404);
    assertThat(slow).as("is not cut off").isNotDone();
    Files.createFile(gate);

    assertThat(slow.join().statusCode()).isEqualTo(200);
    assertThat(slow.join().body()).isEqualTo("still here");
    assertThat(deleted.join().statusCode()).isEqualTo(204);
    assertThat(Http.get(runner.uri("/leaves")).statusCode()).isEqualTo(404);
    assertThat(runner.apps().resolve("leaves-1.0.0.jar")).doesNotExist();
  }

  @Test
  public void upload_thatWasAnswered_isThereAfterAKill() throws Exception {
    assertThat(post(generation("stays", "replaced", "")).statusCode()).isEqualTo(201);
    assertThat(put("stays", generation("stays", "as uploaded", "")).statusCode()).isEqualTo(200);
    assertThat(post(generation("fresh", "new and uploaded", "")).statusCode()).isEqualTo(201);

    runner.process().destroyForcibly().waitFor();
    runner = RunnerProcess.start(runner.apps(), runner.data());

    assertThat(Http.get(runner.uri("/fresh")).body()).isEqualTo("new and uploaded");
    assertThat(Http.get(runner.uri("/stays")).body()).isEqualTo("as uploaded");
  }

  /** Nothing is known yet of what replaces an app; the next run finds out, and takes it back. */
  @Test
  public void upload_thatNeverStarts_isTakenBackByTheNextRun() throws Exception {
    byte[] good = generation("torn", "good", "");
    assertThat(post(good).statusCode()).isEqualTo(201);
    byte[] bad =
        TestBundle.generation("torn", "1.0.0", "bad", ", \"startTimeout\": 4")
            .header(GenerationServlet.START, gate().toString()) // which nobody makes
            .toBytes();
    var _ = CompletableFuture.supplyAsync(() -> put("torn", bad), callers);
    await()
        .until(() ->
            runner
                .deployment("torn-1.0.0.jar")
                .path("warnings")
                .toString()
                .contains("a replacement is being started"));

    runner.process().destroyForcibly().waitFor();
    assertThat(runner.apps().resolve("torn-1.0.0.jar")).hasBinaryContent(bad);
    runner = RunnerProcess.start(runner.apps(), runner.data());

    await().until(() -> Http.get(runner.uri("/torn")).body().equals("good"));
    assertThat(runner.apps().resolve("torn-1.0.0.jar")).hasBinaryContent(good);
    await()
        .untilAsserted(
            () -> assertThat(runner.apps()).isDirectoryNotContaining("glob:**/.buntime-*"));
  }

  /** Those that come while one starts are refused; what answers is the one that was told so. */
  @Test
  public void uploadsOfOneVersion_atATime_oneWins_andAnswers() throws Exception {
    assertThat(post(generation("race", "first", "")).statusCode()).isEqualTo(201);
    for (int round = 0; round < 3; round++) {
      Path gate = gate();
      List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        byte[] jar = generation("race", round + "/" + i, gate.toString());
        uploads.add(CompletableFuture.supplyAsync(() -> put("race", jar), callers));
      }
      await().until(() -> uploads.stream().filter(CompletableFuture::isDone).count() == 7);
      Files.createFile(gate); // the one that is left starts now

      List<Integer> statuses = uploads.stream().map(each -> each.join().statusCode()).toList();

      assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
      assertThat(Http.get(runner.uri("/race")).body())
          .isEqualTo(round + "/" + statuses.indexOf(200));
      assertThat(Files.readAllBytes(runner.apps().resolve("race-1.0.0.jar")))
          .isEqualTo(generation("race", round + "/" + statuses.indexOf(200), gate.toString()));
    }
  }

  /** Here they start at once, so that some come after one another; the last one wins. */
  @Test
  public void uploadsOfOneVersion_oneAfterAnother_theLastOneAnswers() throws Exception {
    assertThat(post(generation("relay", "first", "")).statusCode()).isEqualTo(201);
    List<String> answered = new ArrayList<>();
    List<CompletableFuture<Void>> clients =
        IntStream.range(0, 4)
            .mapToObj(client ->
                CompletableFuture.runAsync(
                    () -> {
                      for (int i = 0; i < 6; i++) {
                        String text = client + "/" + i;
                        int status = put("relay", generation("relay", text, "")).statusCode();
                        assertThat(status).isIn(200, 409);
                        if (status == 200) {
                          synchronized (answered) {
                            answered.add(text);
                          }
                        }
                      }
                    },
                    callers))
            .toList();
    clients.forEach(CompletableFuture::join);

    String before = Http.get(runner.uri("/relay")).body();
    assertThat(answered).contains(before);
    assertThat(put("relay", generation("relay", "last", "")).statusCode()).isEqualTo(200);
    assertThat(Http.get(runner.uri("/relay")).body()).isEqualTo("last");
  }

  private static Path gate() throws IOException {
    return FOLDER.newFolder().toPath().resolve("open");
  }

  /**
   * @param start the file without which it does not start; empty: it starts at once
   */
  private static byte[] generation(String app, String description, String start) {
    TestBundle bundle = TestBundle.generation(app, "1.0.0", description, "");
    return (start.isEmpty() ? bundle : bundle.header(GenerationServlet.START, start)).toBytes();
  }

  private static long inFlight(String app) {
    JsonNode workers = Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).path("workers");
    return StreamSupport.stream(workers.spliterator(), false)
        .filter(each -> each.path("app").asText().equals(app))
        .mapToLong(each -> each.path("inFlight").asLong())
        .sum();
  }

  private static HttpResponse<String> post(byte[] jar) {
    return upload(HttpRequest.newBuilder(runner.uri(DEPLOYMENTS)), "POST", jar);
  }

  private static HttpResponse<String> put(String app, byte[] jar) {
    URI address = runner.uri(DEPLOYMENTS + "/" + app + "/1.0.0");
    return upload(HttpRequest.newBuilder(address), "PUT", jar);
  }

  private static HttpResponse<String> upload(
      HttpRequest.Builder request, String method, byte[] jar) {
    return Http.send(
        request.method(method, BodyPublishers.ofByteArray(jar)),
        "Content-Type",
        "application/java-archive",
        "Authorization",
        Http.ADMIN);
  }

  private static CompletableFuture<HttpResponse<String>> callAsAdmin(String method, String path) {
    return call(
        HttpRequest.newBuilder(runner.uri(DEPLOYMENTS + path))
            .method(method, BodyPublishers.noBody())
            .header("Authorization", Http.ADMIN));
  }

  private static CompletableFuture<HttpResponse<String>> call(HttpRequest.Builder request) {
    return CompletableFuture.supplyAsync(() -> Http.send(request), callers);
  }
}
