package dev.buntime.pipeline.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.PluginResponse;
import dev.buntime.worker.Lease.Recall;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EofException;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What plugins do to answers. */
public final class PluginAnswerTest {
  private static final int SECONDS = 20;

  @Rule public final TestFront front = new TestFront();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Recorder recorder = new Recorder();
  private final CountDownLatch looking = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  @Before
  public void listen() {
    front.plugins.all.add(recorder);
    front.plugins.executor = threads;
  }

  @After
  public void end() {
    leave.countDown();
    threads.shutdownNow();
  }

  @Test
  public void headers_areReplacedAddedAndRemoved() throws Exception {
    front.app =
        (request, response) -> {
          response.addHeader("X-One", "a");
          response.addHeader("X-One", "b");
          response.setHeader("X-Two", "c");
          response.setHeader("X-Three", "d");
        };
    List<Object> seen = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        response -> {
          seen.add(response.headers("x-one"));
          seen.add(response.header("x-none"));
          seen.add(response.headerNames().contains("x-two"));
          response.setHeader("X-One", "e");
          response.addHeader("x-two", "f");
          response.removeHeader("x-three");
          seen.add(response.headers("X-Two"));
        };

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(seen).containsExactly(List.of("a", "b"), Optional.empty(), true, List.of("c", "f"));
    assertThat(answer.headers().allValues("X-One")).containsExactly("e");
    assertThat(answer.headers().allValues("X-Two")).containsExactly("c", "f");
    assertThat(answer.headers().allValues("X-Three")).isEmpty();
    assertThat(answer.body()).isEmpty();
  }

  @Test
  public void status_isChanged() throws Exception {
    recorder.onResponse = response -> response.setStatus(203);

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(203);
    assertThat(answer.body()).isEqualTo("hello");
  }

  @Test
  public void status_whenChangedToOneWithoutBody_dropsTheBody() throws Exception {
    for (int status : List.of(204, 304)) {
      recorder.onResponse = response -> response.setStatus(status);

      for (TestFront.App app : List.of(whole(), inPieces())) {
        front.app = app;
        HttpResponse<String> answer = front.send("GET", "/shop");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
        assertThat(answer.body()).isEmpty();
      }
    }
    recorder.onResponse = response -> {};
    assertThat(front.send("GET", "/shop").body()).as("the next one").isEqualTo("hello world");
  }

  @Test
  public void changes_whenNotAllowed_areRefused() throws Exception {
    List<Throwable> refused = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        response -> {
          assertThatIllegalArgumentException().isThrownBy(() -> response.setStatus(199));
          assertThatIllegalArgumentException().isThrownBy(() -> response.setStatus(600));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> response.setHeader("content-length", "7"))
              .withMessage("content-length follows from the body and cannot be set");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> response.addHeader("Transfer-Encoding", "gzip"));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> response.addHeader("X-Split", "a\r\nX-Other: b"));
          assertThatIllegalArgumentException().isThrownBy(() -> response.addHeader("X Split", "a"));
          refused.add(new Throwable());
        };

    assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(200);
    assertThat(refused).hasSize(1);
  }

  @Test
  public void changes_whenTheHookHasReturned_areRefused() throws Exception {
    AtomicReference<PluginResponse> kept = new AtomicReference<>();
    recorder.onResponse = kept::set;

    front.send("GET", "/shop");

    assertThatIllegalStateException().isThrownBy(() -> kept.get().setHeader("X-Late", "1"));
    assertThatIllegalStateException().isThrownBy(() -> kept.get().setStatus(201));
    assertThatIllegalStateException()
        .isThrownBy(() -> kept.get().transformBody((piece, _) -> piece));
    assertThat(kept.get().request().path()).isEqualTo("/shop");
  }

  @Test
  public void transform_whenTheBodyIsThereAsAWhole_setsTheLengthAnew() throws Exception {
    front.app = whole();
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.body()).isEqualTo("hello worldhello world");
    assertThat(answer.headers().firstValue("Content-Length")).contains("22");
  }

  @Test
  public void transform_whenTheBodyStreams_getsEachPieceAndTheEnd() throws Exception {
    front.app = inPieces();
    List<String> pieces = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> {
              pieces.add(UTF_8.decode(piece.duplicate()) + (last ? "!" : ""));
              return last ? UTF_8.encode("end") : upperCase(piece);
            });

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.body()).isEqualTo("HELLO WORLDend");
    assertThat(pieces).containsExactly("hello ", "world", "!");
    assertThat(answer.headers().firstValue("Content-Length")).isEmpty();
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
  }

  @Test
  public void transform_whenTheAppHasSetALength_isNotBoundToIt() throws Exception {
    front.app =
        (request, response) -> {
          response.setContentLength(11);
          response.getWriter().print("hello ");
          response.flushBuffer();
          response.getWriter().print("world");
        };
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> last ? UTF_8.encode("short") : nothing());

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.body()).isEqualTo("short");
  }

  @Test
  public void transform_whenHttp10_endsWithTheConnection() throws Exception {
    front.app = inPieces();
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);

    String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.0");

    assertThat(answer).doesNotContain("Content-Length", "Transfer-Encoding");
    assertThat(answer).endsWith("\r\n\r\nhello hello worldworld");
  }

  @Test
  public void transforms_beginWithTheOneNearestToTheApp() throws Exception {
    front.app = whole();
    Recorder first = new Recorder();
    front.plugins.all.addFirst(first);
    first.onResponse = response -> response.transformBody(appending(" 3"));
    recorder.onResponse =
        response -> {
          response.transformBody(appending(" 1"));
          response.transformBody(appending(" 2"));
        };

    assertThat(front.send("GET", "/shop").body()).isEqualTo("hello world 1 2 3");
  }

  @Test
  public void transform_whenHead_isNotCalledAndTheLengthIsNotTold() throws Exception {
    front.app = whole();
    List<String> pieces = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> {
              pieces.add("called");
              return piece;
            });

    HttpResponse<String> head = front.send("HEAD", "/shop");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).isEmpty();
    assertThat(pieces).isEmpty();
    assertThat(front.send("GET", "/shop").body()).as("the next one").isEqualTo("hello world");
  }

  @Test
  public void transform_whenThereIsNoBody_isNotCalled() throws Exception {
    List<String> pieces = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> {
              pieces.add("called");
              return piece;
            });
    for (int status : List.of(204, 304)) {
      front.app = (request, response) -> response.setStatus(status);
      assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(status);
    }
    assertThat(pieces).isEmpty();
  }

  @Test
  public void transform_takesOutWhatTellsOfTheBytes() throws Exception {
    front.app = described(200);
    for (String method : List.of("GET", "HEAD")) {
      recorder.onResponse = response -> {};
      HttpResponse<String> plain = front.send(method, "/shop");
      assertThat(plain.headers().firstValue("ETag")).contains("\"v1\"");
      assertThat(plain.headers().firstValue("Accept-Ranges")).contains("bytes");

      recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);
      HttpResponse<String> changed = front.send(method, "/shop");

      assertThat(changed.headers().allValues("ETag")).as(method).containsExactly("W/\"v1\"");
      assertThat(changed.headers().map())
          .doesNotContainKeys(
              "Accept-Ranges", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest");
      assertThat(changed.headers().firstValue("X-Other")).contains("stays");
    }
  }

  @Test
  public void transform_whenNothingIsModified_weakensTheTag_andKeepsAWeakOne() throws Exception {
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);
    front.app = described(304);
    assertThat(front.send("GET", "/shop").headers().allValues("ETag")).containsExactly("W/\"v1\"");

    front.app = (request, response) -> response.setHeader("ETag", "W/\"v2\"");
    assertThat(front.send("GET", "/shop").headers().allValues("ETag")).containsExactly("W/\"v2\"");
  }

  @Test
  public void transform_takesDigestsOutOfTrailersToo() throws Exception {
    front.app =
        (request, response) -> {
          response.setHeader("Trailer", "Repr-Digest, X-Other");
          response.setTrailerFields(() -> Map.of("Repr-Digest", "sha-256=:x:", "X-Other", "stays"));
          inPieces().serve(request, response);
        };
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);

    String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.1");

    assertThat(answer).endsWith("\r\n0\r\nX-Other: stays\r\n\r\n");
  }

  @Test
  public void transform_whenItIsAPart_refusesThePart() throws Exception {
    List<String> pieces = new CopyOnWriteArrayList<>();
    front.app = described(206);
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> {
              pieces.add("called");
              return piece;
            });

    HttpResponse<String> answer = front.send("GET", "/shop", "Range", "bytes=0-4");

    assertThat(answer.statusCode()).isEqualTo(416);
    assertThat(answer.headers().map()).doesNotContainKeys("ETag", "Content-Range", "Accept-Ranges");
    assertThat(answer.body())
        .contains("\"code\":\"REQUEST_INVALID\"", "\"app\":\"shop\"", "Ask without Range")
        .doesNotContain("hello");
    assertThat(front.send("HEAD", "/shop", "Range", "bytes=0-4").statusCode()).isEqualTo(416);
    assertThat(pieces).isEmpty();
    front.app = whole();
    assertThat(front.send("GET", "/shop").body()).isEqualTo("hello world");
  }

  @Test
  public void transform_whenThePluginTakesTheRangeOut_getsTheWhole() throws Exception {
    front.app =
        (request, response) ->
            described(request.getHeader("Range") == null ? 200 : 206).serve(request, response);
    recorder.onRequest =
        request -> Decision.pass().withoutHeader("Range").withoutHeader("If-Range");
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::doubled);

    HttpResponse<String> answer = front.send("GET", "/shop", "Range", "bytes=0-4");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("hellohello");
  }

  @Test
  public void part_whenNobodyTransforms_staysWhatItIs() throws Exception {
    front.app = described(206);
    recorder.onResponse = response -> response.setHeader("X-Changed", "1");

    HttpResponse<String> answer = front.send("GET", "/shop", "Range", "bytes=0-4");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.headers().firstValue("Content-Range")).contains("bytes 0-4/11");
    assertThat(answer.headers().firstValue("ETag")).contains("\"v1\"");
    assertThat(answer.headers().firstValue("X-Changed")).contains("1");
    assertThat(answer.body()).isEqualTo("hello");
  }

  /** An app that tells much of its body. */
  private static TestFront.App described(int status) {
    return (request, response) -> {
      response.setStatus(status);
      response.setHeader("ETag", "\"v1\"");
      response.setHeader("Accept-Ranges", "bytes");
      if (status == 206) {
        response.setHeader("Content-Range", "bytes 0-4/11");
      }
      for (String name : List.of("Content-MD5", "Digest", "Content-Digest", "Repr-Digest")) {
        response.setHeader(name, "of these bytes");
      }
      response.setHeader("X-Other", "stays");
      if (status != 304) {
        response.getWriter().print("hello");
      }
    };
  }

  @Test
  public void transform_whenItFailsAtOnce_isAnsweredWithAnError() throws Exception {
    recorder.onResponse = response -> response.transformBody(PluginAnswerTest::failTo);

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"code\":\"PLUGIN_ERROR\"");
  }

  @Test
  public void transform_whenItFailsLater_cutsTheConnection() throws Exception {
    front.app = inPieces();
    recorder.onResponse =
        response ->
            response.transformBody((piece, last) -> {
              if (piece.get(0) == 'w') {
                throw new IOException("on purpose");
              }
              return piece;
            });

    String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.1");

    assertThat(answer).contains("hello ").doesNotContain("world").doesNotEndWith("0\r\n\r\n");
    await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
  }

  @Test
  public void failure_replacesTheAnswer() throws Exception {
    front.app =
        (request, response) -> {
          response.setHeader("X-Secret", "1");
          response.setHeader("Set-Cookie", "a=b");
          response.getWriter().print("secret");
        };
    recorder.onResponse = PluginAnswerTest::fail;

    HttpResponse<String> answer = front.send("GET", "/shop@1", "X-Request-Id", "r-1");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.headers().map()).doesNotContainKeys("X-Secret", "Set-Cookie");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("X-Request-Id")).contains("r-1");
    assertThat(answer.headers().firstValue("Date")).isPresent();
    assertThat(answer.body())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Plugin failed\",\"status\":500,"
                + "\"detail\":\"Plugin 'test' failed.\",\"code\":\"PLUGIN_ERROR\","
                + "\"app\":\"shop\",\"version\":\"1.2.3\",\"requestId\":\"r-1\"}");
    assertThat(recorder.answers).containsExactly(200);
    recorder.onResponse = response -> {};
    assertThat(front.send("GET", "/shop").body()).as("on the same connection").isEqualTo("secret");
  }

  @Test
  public void failure_whenTheClientIsABrowser_isAPage() throws Exception {
    recorder.onResponse = PluginAnswerTest::fail;

    HttpResponse<String> answer = front.send("GET", "/shop", "Accept", "text/html");

    assertThat(answer.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
    assertThat(answer.body()).contains("<h1>Plugin failed</h1>");
  }

  @Test
  public void failure_whenTheAppGoesOnWritingALittle_doesNotDisturbIt() throws Exception {
    CompletableFuture<String> app = new CompletableFuture<>();
    front.app =
        (request, response) -> {
          try {
            for (int i = 0; i < 8; i++) {
              response.getOutputStream().write(new byte[1_000]);
              response.flushBuffer();
            }
            response.getOutputStream().close();
            app.complete("done");
          } catch (IOException e) {
            app.complete(e.toString());
          }
        };
    recorder.onResponse = PluginAnswerTest::fail;

    String answer = Raw.exchange(front.port(), "GET /shop HTTP/1.1");

    assertThat(answer).startsWith("HTTP/1.1 500").contains("Connection: close").endsWith("}");
    assertThat(app.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(front.leases.getFirst().failed).hasValue(0);
    await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
  }

  @Test
  public void failure_whenTheAppStreamsForEver_endsThat() throws Exception {
    recorder.onResponse = PluginAnswerTest::fail;

    assertThat(exchangeWithEndless("GET", "text/event-stream"))
        .startsWith("HTTP/1.1 500")
        .endsWith("}");
    assertThat(exchangeWithEndless("GET", "application/x-ndjson"))
        .startsWith("HTTP/1.1 500")
        .endsWith("}");
    assertThat(front.send("GET", "/nobody").statusCode()).as("the runner goes on").isEqualTo(500);
  }

  @Test
  public void status_whenChangedToOneWithoutBody_endsAnAppThatStreamsForEver() throws Exception {
    recorder.onResponse = response -> response.setStatus(204);

    assertThat(exchangeWithEndless("GET", "application/x-ndjson"))
        .startsWith("HTTP/1.1 204")
        .contains("Connection: close")
        .endsWith("\r\n\r\n");
  }

  @Test
  public void head_whenTheAppStreamsForEver_endsThat() throws Exception {
    for (boolean withPlugins : List.of(true, false)) {
      if (!withPlugins) {
        front.plugins.all.clear();
      }
      assertThat(exchangeWithEndless("HEAD", "application/x-ndjson"))
          .startsWith("HTTP/1.1 200")
          .contains("Connection: close")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  public void head_whenTheAppTellsTheLength_disturbsNothing() throws Exception {
    CompletableFuture<String> app = new CompletableFuture<>();
    front.app =
        (request, response) -> {
          response.setContentLength(100_000);
          for (int i = 0; i < 100; i++) {
            response.getOutputStream().write(new byte[1_000]);
            response.flushBuffer();
          }
          app.complete("done");
        };

    HttpResponse<String> answer = front.send("HEAD", "/shop");

    assertThat(answer.headers().firstValue("Content-Length")).contains("100000");
    assertThat(answer.headers().firstValue("Connection")).isEmpty();
    assertThat(app.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("done");
  }

  /** All of the answer; the app does not catch what it is told in the end. */
  private String exchangeWithEndless(String method, String type) throws Exception {
    CompletableFuture<Throwable> told = new CompletableFuture<>();
    front.app =
        (request, response) -> {
          response.setContentType(type);
          try {
            while (true) {
              response.getOutputStream().print("data: 1\n\n");
              response.flushBuffer();
            }
          } catch (IOException e) {
            told.complete(e);
            throw e;
          }
        };

    String answer = Raw.exchange(front.port(), method + " /shop HTTP/1.1");

    assertThat(told.get(SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(EofException.class)
        .hasStackTraceContaining("nobody ");
    await().untilAsserted(() -> assertThat(front.leases.getLast().closed).hasValue(1));
    assertThat(front.leases.getLast().failed).as("no fault of the app").hasValue(0);
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
    return answer;
  }

  @Test
  public void failure_whenHead_hasNoBody() throws Exception {
    recorder.onResponse = PluginAnswerTest::fail;

    HttpResponse<String> answer = front.send("HEAD", "/shop");

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  public void interimAnswers_areNotShown() throws Exception {
    front.app =
        (request, response) -> request.getInputStream().transferTo(response.getOutputStream());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + "/shop"))
            .expectContinue(true)
            .POST(BodyPublishers.ofString("body"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("body");
    }

    assertThat(recorder.answers).containsExactly(200);
  }

  @Test
  public void client_whenGoneWhilePluginsLook_disturbsNothing() throws Exception {
    front.app = inPieces();
    recorder.onResponse = this::look;
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertThat(looking.await(SECONDS, TimeUnit.SECONDS)).isTrue();
      socket.setSoLinger(true, 0);
    }

    leave.countDown();

    await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
    assertThat(front.send("GET", "/shop").body()).isEqualTo("hello world");
  }

  @Test
  public void cut_whilePluginsLook_closesTheConnectionAndForgetsTheAnswer() throws Exception {
    front.app = inPieces();
    recorder.onResponse = this::look;
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertThat(looking.await(SECONDS, TimeUnit.SECONDS)).isTrue();

      front.leases.getFirst().recall(Recall.CUT);

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
      await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
    }
  }

  @Test
  public void drain_waitsForAnswersThatPluginsLookAt_andThenEndsThePlugins() throws Exception {
    front.app = (request, response) -> {};
    recorder.onResponse = this::look;
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    assertThat(looking.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> drain = CompletableFuture.runAsync(front.drain());
    await().until(() -> !front.endpoint().isAccepting());
    assertThat(drain).isNotDone();
    assertThat(front.plugins.stops).hasValue(0);
    leave.countDown();

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    drain.get(SECONDS, TimeUnit.SECONDS);
    assertThat(front.plugins.stops).hasValue(1);
  }

  @Test
  public void drain_showsRefusalsToPlugins() throws Exception {
    try (Socket kept = Raw.connect(front.port())) {
      await().until(() -> front.connections() == 1);

      CompletableFuture.runAsync(front.drain()).get(SECONDS, TimeUnit.SECONDS);
      Raw.send(kept, "GET /shop HTTP/1.1");

      assertThat(new String(kept.getInputStream().readAllBytes(), UTF_8)).contains("HTTP/1.1 503");
      assertThat(recorder.answers).containsExactly(503);
    }
  }

  private static TestFront.App whole() {
    return (request, response) -> response.getWriter().print("hello world");
  }

  private static TestFront.App inPieces() {
    return (request, response) -> {
      response.getWriter().print("hello ");
      response.flushBuffer();
      response.getWriter().print("world");
      response.flushBuffer();
    };
  }

  private void look(PluginResponse response) {
    looking.countDown();
    try {
      leave.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fail(PluginResponse response) {
    response.setHeader("X-Changed", "before it failed");
    throw new IllegalStateException("on purpose");
  }

  private static ByteBuffer failTo(ByteBuffer piece, boolean last) throws IOException {
    throw new IOException("on purpose");
  }

  private static ByteBuffer doubled(ByteBuffer piece, boolean last) {
    String text = UTF_8.decode(piece).toString();
    return UTF_8.encode(text + text);
  }

  private static ByteBuffer upperCase(ByteBuffer piece) {
    return UTF_8.encode(UTF_8.decode(piece).toString().toUpperCase(Locale.ROOT));
  }

  private static ByteBuffer nothing() {
    return ByteBuffer.allocate(0);
  }

  private static BodyTransform appending(String text) {
    return (piece, last) -> UTF_8.encode(UTF_8.decode(piece) + (last ? text : ""));
  }
}
