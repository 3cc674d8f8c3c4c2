package dev.buntime.itests.pax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.KitchenServlet;
import dev.buntime.itests.app.SlowServlet;
import dev.buntime.plugin.Plugin;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

/** Every answer of a whole runner passes the plugins, once. */
public class PluginAnswersPaxIT extends PluggedRunner {
  private static final int SECONDS = 20;
  private static final Path SAMPLES =
      Path.of(System.getProperty("buntime.dist")).resolve("apps-repo");

  private final List<String> seen = new CopyOnWriteArrayList<>();

  /**
   * A request and the status that it is answered with.
   *
   * @param name what it is
   */
  private record Kind(String name, int status, List<String> request) {
    static Kind of(String name, int status, String... request) {
      return new Kind(name, status, List.of(request));
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          Kind.of("app", 200, "GET /kitchen/x HTTP/1.1"),
          Kind.of("app, HTTP/1.0", 200, "GET /kitchen/x HTTP/1.0"),
          Kind.of("app, HEAD", 200, "HEAD /kitchen/x HTTP/1.1"),
          Kind.of("app, 204", 204, "GET /kitchen/nothing HTTP/1.1"),
          Kind.of("app, 304", 304, "GET /kitchen/notmodified HTTP/1.1"),
          Kind.of("app, redirect", 302, "GET /kitchen/redirect HTTP/1.1"),
          Kind.of("app, exception", 500, "GET /kitchen/throw HTTP/1.1"),
          Kind.of("app, sendError", 418, "GET /kitchen/teapot HTTP/1.1"),
          Kind.of("app, dispatched", 200, "GET /kitchen/async-dispatch HTTP/1.1"),
          Kind.of("app, asynchronous", 200, "GET /kitchen/async-start HTTP/1.1"),
          Kind.of("app, echo", 200, "POST /kitchen/echo HTTP/1.1", "Content-Length: 4", "", "body"),
          Kind.of("static page", 200, "GET /hello-spa/ HTTP/1.1"),
          Kind.of("static page, fallback", 200, "GET /hello-spa/deep/link HTTP/1.1"),
          Kind.of("app too slow", 504, "GET /slow?millis=60000 HTTP/1.1"),
          Kind.of("body too large", 413, "POST /slow HTTP/1.1", "Content-Length: 99", "", "x"),
          Kind.of("app not found", 404, "GET /nobody HTTP/1.1"),
          Kind.of("version not found", 404, "GET /kitchen@9 HTTP/1.1"),
          Kind.of("range invalid", 400, "GET /kitchen@^^ HTTP/1.1"),
          Kind.of("start page", 200, "GET / HTTP/1.1"),
          Kind.of("management, not logged in", 401, "GET /_/deployments HTTP/1.1"),
          Kind.of("management, not found", 404, "GET /_/health2 HTTP/1.1"),
          Kind.of("console", 401, "GET /_/console HTTP/1.1"),
          Kind.of("bad request line", 400, "GET"),
          Kind.of("ambiguous path", 400, "GET /kitchen/%2f HTTP/1.1"),
          Kind.of("header too large", 431, "GET / HTTP/1.1", "X-Large: " + "x".repeat(100_000)));

  private void plugAndDeploy(boolean waits) throws Exception {
    TestPlugin plugin = new TestPlugin();
    plugin.onResponse =
        response -> {
          seen.add(response.status() + " " + response.request().path());
          response.addHeader("X-Seen", "yes");
        };
    register("plugin-seeing", Map.of(Plugin.BLOCKING, waits), plugin);
    awaitState("plugin-seeing", "active");
    deploy(
        TestBundle.ofServlet("kitchen", "1.0.0", KitchenServlet.class), "kitchen.jar", "/kitchen");
    TestBundle slow =
        TestBundle.ofServlet("slow", "1.0.0", SlowServlet.class)
            .file(
                "worker.jsonc",
                "{ \"entrypoint\": \""
                    + SlowServlet.class.getName()
                    + "\", \"timeout\": \"1s\", \"maxBodySize\": 10 }");
    deploy(slow, "slow.jar", "/slow?millis=0");
    for (String sample : List.of("hello-spa", "echo-ws", "clock-sse")) {
      Path part = folder().resolve("." + sample);
      Files.copy(SAMPLES.resolve(sample + "-1.0.0.jar"), part);
      Files.move(part, folder().resolve(sample + ".jar"), StandardCopyOption.ATOMIC_MOVE);
    }
    await()
        .pollInterval(SHORTLY)
        .untilAsserted(() -> {
          for (String sample : List.of("hello-spa", "echo-ws", "clock-sse")) {
            assertThat(get("/" + sample + "/").statusCode()).as(sample).isNotEqualTo(404);
          }
        });
    seen.clear();
  }

  @Test
  public void answers_passThePluginOnAThreadOfItsOwn() throws Exception {
    plugAndDeploy(true);
    assertAllPass();
  }

  @Test
  public void answers_passThePluginOnWhicheverThread() throws Exception {
    plugAndDeploy(false);
    assertAllPass();
  }

  private void assertAllPass() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Kind kind : KINDS) {
      seen.clear();
      String answer = exchange(kind.request());
      long marks = answer.lines().filter("X-Seen: yes"::equals).count();
      if (!answer.startsWith("HTTP/1.1 " + kind.status())
          || marks != 1
          || seen.size() != 1
          || !seen.getFirst().startsWith(kind.status() + " ")) {
        wrong.add(kind.name() + ": " + seen + " " + answer.lines().limit(12).toList());
      }
    }
    assertThat(wrong).isEmpty();
    seen.clear();
    assertThat(exchange(List.of("GET /_/health/live HTTP/1.1"))).startsWith("HTTP/1.1 200");
    assertThat(seen).as("a probe").isEmpty();
  }

  private String exchange(List<String> request) throws Exception {
    String lines = String.join("\r\n", request);
    int end = lines.indexOf("\r\n\r\n");
    String head = end < 0 ? lines : lines.substring(0, end);
    String body = end < 0 ? "" : lines.substring(end + 4);
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              (head + "\r\nHost: localhost\r\nConnection: close\r\n\r\n" + body).getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private Socket connect() throws Exception {
    Socket socket =
        new Socket(
            InetAddress.getLoopbackAddress(),
            Integer.parseInt(context.getProperty("org.osgi.service.http.port")));
    socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
    return socket;
  }

  @Test
  public void eventStream_isTransformedAsItComes() throws Exception {
    plugAndDeploy(true);
    TestPlugin upper = new TestPlugin();
    upper.onResponse =
        response ->
            response.transformBody((piece, last) ->
                UTF_8.encode(UTF_8.decode(piece).toString().toUpperCase(Locale.ROOT)));
    plug("plugin-upper", 0, upper);
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write("GET /clock-sse/ticks HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder text = new StringBuilder();
      while (text.indexOf("DATA:") < 0 || text.indexOf("DATA:") == text.lastIndexOf("DATA:")) {
        int next = in.read();
        assertThat(next).as(text.toString()).isNotNegative();
        text.append((char) next);
      }
      assertThat(text.toString()).contains("Transfer-Encoding: chunked", "X-Seen: yes");
    }
    assertThat(seen).containsExactly("200 /clock-sse/ticks");
  }

  @Test
  public void webSocket_passesThePlugins() throws Exception {
    plugAndDeploy(true);
    CompletableFuture<String> heard = new CompletableFuture<>();
    try (HttpClient client = HttpClient.newHttpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create(
                      "ws://127.0.0.1:"
                          + context.getProperty("org.osgi.service.http.port")
                          + "/echo-ws@1/"),
                  new Listener(heard))
              .get(SECONDS, TimeUnit.SECONDS);
      socket.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);

      assertThat(heard.get(SECONDS, TimeUnit.SECONDS)).contains("hello");
      assertThat(seen).containsExactly("101 /echo-ws@1/");
      socket.abort();
    }
  }

  private record Listener(CompletableFuture<String> heard) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      heard.complete(text.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  @Test
  public void body_whenLargeAndTransformed_arrivesWhole() throws Exception {
    plugAndDeploy(true);
    TestPlugin counting = new TestPlugin();
    counting.onResponse =
        response ->
            response.transformBody(
                (piece, last) -> last ? UTF_8.encode(UTF_8.decode(piece) + "!") : piece);
    plug("plugin-count", 0, counting);
    int length = 5_000_000;

    String answer =
        exchange(
            List.of(
                "POST /kitchen/echo HTTP/1.0",
                "Content-Length: " + length,
                "",
                "x".repeat(length)));

    assertThat(answer).endsWith("x!");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).hasSize(length + 1);
  }
}
