package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.plugin.Decision;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.AsyncContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every answer passes the plugins once, whoever gives it and whichever thread they run on. */
@RunWith(Parameterized.class)
public final class AnswerKindsTest {
  private static final String SHOP = "GET /shop HTTP/1.1";

  @Rule public final TestFront front = new TestFront();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Recorder recorder = new Recorder();

  private final Kind kind;
  private final boolean isAside;

  /**
   * @param kind which answer
   * @param isAside whether hooks run on threads of their own
   */
  public AnswerKindsTest(Object kind, boolean isAside) {
    this.kind = (Kind) kind;
    this.isAside = isAside;
  }

  /** A kind of answer. */
  private record Kind(String name, int status, Arrangement arrangement, List<String> request) {
    Kind(String name, int status, Arrangement arrangement, String... request) {
      this(name, status, arrangement, List.of(request));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What has to be so that it comes. */
  @FunctionalInterface
  private interface Arrangement {
    void make(TestFront front, Recorder recorder) throws Exception;
  }

  @Parameters(name = "{0}, aside: {1}")
  public static List<Object[]> parameters() {
    List<Kind> kinds = new ArrayList<>();
    kinds.addAll(ofApps());
    kinds.addAll(inTheirStead());
    kinds.addAll(ofTheRunner());
    kinds.addAll(ofJetty());
    kinds.addAll(ofPlugins());
    return kinds.stream()
        .flatMap(kind -> List.of(false, true).stream().map(aside -> new Object[] {kind, aside}))
        .toList();
  }

  private static List<Kind> ofApps() {
    return List.of(
        app("text", 200, (request, response) -> response.getWriter().print("hello"), SHOP),
        app("nothing", 200, (request, response) -> {}, SHOP),
        app("HEAD", 200, (q, response) -> response.getWriter().print("hi"), "HEAD /shop HTTP/1.1"),
        app(
            "HTTP/1.0",
            200,
            (q, response) -> response.getWriter().print("x"),
            "GET /shop HTTP/1.0"),
        app("204", 204, (request, response) -> response.setStatus(204), SHOP),
        app("304", 304, (request, response) -> response.setStatus(304), SHOP),
        app("redirect", 302, (request, response) -> response.sendRedirect("/x"), SHOP),
        app("sendError", 418, (request, response) -> response.sendError(418), SHOP),
        app(
            "exception",
            500,
            (request, response) -> {
              throw new IllegalStateException("on purpose");
            },
            SHOP),
        app(
            "large",
            200,
            (request, response) -> {
              for (int i = 0; i < 30; i++) {
                response.getOutputStream().write(new byte[50_000]);
              }
            },
            SHOP),
        app(
            "events",
            200,
            (request, response) -> {
              response.setContentType("text/event-stream");
              for (int i = 0; i < 3; i++) {
                response.getWriter().print("data: 1\n\n");
                response.flushBuffer();
              }
            },
            SHOP),
        app("flush, then nothing", 200, (request, response) -> response.flushBuffer(), SHOP),
        app(
            "asynchronous",
            200,
            (request, response) -> {
              AsyncContext async = request.startAsync();
              async.start(async::complete);
            },
            SHOP));
  }

  private static Kind app(String name, int status, TestFront.App app, String... request) {
    return new Kind(name, status, (front, recorder) -> front.app = app, request);
  }

  private static List<Kind> inTheirStead() {
    return List.of(
        new Kind("504", 504, (front, recorder) -> recallWhenServing(front, Recall.TIMEOUT), SHOP),
        new Kind("502", 502, (front, recorder) -> recallWhenServing(front, Recall.CUT), SHOP),
        new Kind(
            "413 by length",
            413,
            (front, recorder) -> front.maxBodySize = 2,
            "POST /shop HTTP/1.1",
            "Content-Length: 4",
            "",
            "body"),
        new Kind(
            "413 while it reads",
            413,
            (front, recorder) -> {
              front.maxBodySize = 2;
              front.app = (request, response) -> request.getInputStream().readAllBytes();
            },
            "POST /shop HTTP/1.1",
            "Transfer-Encoding: chunked",
            "",
            "4\r\nbody\r\n0\r\n\r\n"),
        new Kind(
            "no worker",
            503,
            (front, recorder) ->
                front.ready =
                    CompletableFuture.failedFuture(
                        new InvocationException(ErrorCode.WORKER_START_FAILED, "no")),
            SHOP));
  }

  private static void recallWhenServing(TestFront front, Recall why) {
    front.app =
        (request, response) -> {
          CountDownLatch over = new CountDownLatch(1);
          Thread.startVirtualThread(() -> {
            front.leases.getFirst().recall(why);
            over.countDown();
          });
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
  }

  private static List<Kind> ofTheRunner() {
    return List.of(
        new Kind("no app", 404, (front, recorder) -> {}, "GET /nobody HTTP/1.1"),
        new Kind("no proxy", 501, (front, recorder) -> {}, "CONNECT a:1 HTTP/1.1"),
        new Kind("start page", 200, (front, recorder) -> {}, "GET / HTTP/1.1"),
        new Kind("servlet of the runner", 200, (front, recorder) -> {}, "GET /_/x HTTP/1.1"),
        app(
            "servlet of the runner that throws",
            500,
            (request, response) -> {
              throw new IllegalStateException("on purpose");
            },
            "GET /_/x HTTP/1.1"),
        new Kind("not ready", 503, (front, recorder) -> front.plugins.awaited.add("x"), SHOP));
  }

  private static List<Kind> ofJetty() {
    return List.of(
        new Kind("no request line", 400, (front, recorder) -> {}, "BOGUS"),
        new Kind(
            "header too large",
            431,
            (front, recorder) -> {},
            SHOP,
            "X-Large: " + "x".repeat(20_000)),
        new Kind(
            "target too long",
            414,
            (front, recorder) -> {},
            "GET /" + "x".repeat(20_000) + " HTTP/1.1"),
        new Kind("ambiguous path", 400, (front, recorder) -> {}, "GET /shop/a%2fb HTTP/1.1"),
        new Kind("bad framing", 400, (front, recorder) -> {}, SHOP, "Transfer-Encoding: bogus"));
  }

  private static List<Kind> ofPlugins() {
    return List.of(
        new Kind(
            "answer of a plugin",
            299,
            (front, recorder) -> recorder.onRequest = request -> Decision.answer(299),
            SHOP),
        new Kind(
            "refusal of a plugin",
            403,
            (front, recorder) ->
                recorder.onRequest = request -> Decision.refuse(ErrorCode.FORBIDDEN, "no"),
            SHOP),
        new Kind(
            "plugin that throws",
            500,
            (front, recorder) ->
                recorder.onRequest =
                    request -> {
                      throw new IllegalStateException("on purpose");
                    },
            SHOP));
  }

  @Before
  public void listen() throws Exception {
    recorder.onResponse = response -> response.addHeader("X-Seen", "yes");
    front.plugins.all.add(recorder);
    if (isAside) {
      front.plugins.executor = threads;
    }
    kind.arrangement().make(front, recorder);
  }

  @After
  public void end() {
    threads.shutdownNow();
  }

  @Test
  public void answer_passesThePluginsOnce() throws Exception {
    String answer = Raw.exchange(front.port(), kind.request().toArray(String[]::new));

    String last = answer.substring(answer.lastIndexOf("HTTP/1.1 "));
    assertThat(last).startsWith("HTTP/1.1 " + kind.status());
    assertThat(Arrays.stream(answer.split("\r\n")).filter("X-Seen: yes"::equals)).hasSize(1);
    assertThat(recorder.answers).containsExactly(kind.status());
    await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
    await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
  }
}
