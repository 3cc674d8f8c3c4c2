package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.app.PlainConfigurator;
import dev.buntime.itests.app.StreamingServlet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What is open while its app is replaced goes on with the old generation, for its time. */
public class OpenStreamsIT {
  private static final String JAR = "streams.jar";

  /** Long enough for all that this test does meanwhile. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private static final Duration AT_THE_LATEST = DRAIN.plusSeconds(15);
  private static final int SECONDS = 30;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void streams_whenTheirGenerationIsReplaced_goOnUntilItsDrainTimeout() throws Exception {
    Path gate = folder.getRoot().toPath().resolve("gate");
    try (RunnerProcess runner = RunnerProcess.start(folder)) {
      generation("one").writeTo(runner.apps(), JAR);
      awaitAnswer(runner, "one");
      Socket socket = new Socket(runner);
      Events events = new Events(runner);
      Download download = new Download(runner, gate);
      assertThat(socket.ask("hello")).isEqualTo("one: hello");
      assertThat(events.next()).isEqualTo("data: one");
      assertThat(download.line()).isEqualTo("one");

      long replaced = System.nanoTime();
      generation("two").writeTo(runner.apps(), JAR);
      awaitAnswer(runner, "two");
      try (CallLoop calls = new CallLoop(() -> Http.get(runner.uri("/streams")))) {
        assertThat(socket.ask("still there?")).isEqualTo("one: still there?");
        events.forget();
        assertThat(events.next()).isEqualTo("data: one");
        Files.createFile(gate);
        assertThat(download.rest())
            .hasSize(2 * GenerationServlet.LINES - 1)
            .as("those from before the replacement and those from after it")
            .containsOnly("one");
        assertThat(new Socket(runner).ask("hello")).isEqualTo("two: hello");
        assertThat(new Events(runner).next()).isEqualTo("data: two");
        assertThat(Duration.ofNanos(System.nanoTime() - replaced))
            .as("all of this was while the old one drained")
            .isLessThan(DRAIN);
        assertThat(socket.closed).isNotDone();
        assertThat(events.ended).isNotDone();

        assertThat(socket.closed.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1012);
        Duration closed = Duration.ofNanos(System.nanoTime() - replaced);
        events.ended.get(SECONDS, TimeUnit.SECONDS);
        Duration ended = Duration.ofNanos(System.nanoTime() - replaced);

        System.out.println("OpenStreamsIT: socket closed after " + closed + ", events " + ended);
        assertThat(closed).isBetween(DRAIN, AT_THE_LATEST);
        assertThat(ended).isBetween(DRAIN, AT_THE_LATEST);
        assertThat(calls.errors()).isEmpty();
        assertThat(calls.bodies()).containsExactly("two");
      }
    }
  }

  private static TestBundle generation(String description) throws IOException {
    return TestBundle.ofServlet("streams", "1.0.0", StreamingServlet.class)
        .type(GenerationServlet.class)
        .type(PlainConfigurator.class)
        .header("Bundle-Description", description)
        .header(
            "Import-Package",
            "jakarta.servlet,jakarta.servlet.http,jakarta.websocket,jakarta.websocket.server,"
                + "org.osgi.framework")
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"%s\", \"drainTimeout\": %d }"
                .formatted(StreamingServlet.class.getName(), DRAIN.toSeconds()));
  }

  private static void awaitAnswer(RunnerProcess runner, String text) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(Http.get(runner.uri("/streams")).body()).isEqualTo(text));
  }

  private static HttpResponse<InputStream> open(RunnerProcess runner, String path)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        Http.CLIENT.send(
            HttpRequest.newBuilder(runner.uri("/streams" + path)).build(),
            BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static BufferedReader reader(HttpResponse<InputStream> answer) {
    return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
  }

  /** A WebSocket. */
  private static final class Socket implements WebSocket.Listener {
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    Socket(RunnerProcess runner) {
      URI http = runner.uri("/streams/socket");
      this.socket =
          Http.CLIENT
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://" + http.getAuthority() + http.getPath()), this)
              .join();
    }

    String ask(String text) throws Exception {
      var _ = socket.sendText(text, true).get(SECONDS, TimeUnit.SECONDS);
      return String.valueOf(received.poll(SECONDS, TimeUnit.SECONDS));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      received.add(text.toString());
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
      closed.complete(status);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
      closed.completeExceptionally(failure);
    }
  }

  /** A stream of events, read all the time. */
  private static final class Events {
    final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    Events(RunnerProcess runner) throws IOException, InterruptedException {
      HttpResponse<InputStream> answer = open(runner, "/events");
      Thread.ofVirtual().start(() -> read(answer));
    }

    private void read(HttpResponse<InputStream> answer) {
      try (BufferedReader lines = reader(answer)) {
        lines.lines().filter(line -> !line.isEmpty()).forEach(received::add);
      } catch (IOException | UncheckedIOException _) {
        // Cut off: to a browser it is the same, it connects again.
      } finally {
        ended.complete(null);
      }
    }

    /** What has come until now. */
    void forget() {
      received.clear();
    }

    String next() throws InterruptedException {
      return String.valueOf(received.poll(SECONDS, TimeUnit.SECONDS));
    }
  }

  /** A download that goes on when the gate is there. */
  private static final class Download {
    private final BufferedReader body;

    Download(RunnerProcess runner, Path gate) throws IOException, InterruptedException {
      this.body = reader(open(runner, "/download?file=" + gate));
    }

    String line() throws IOException {
      return String.valueOf(body.readLine());
    }

    List<String> rest() {
      List<String> lines = new ArrayList<>();
      body.lines().forEach(lines::add);
      return lines;
    }
  }
}
