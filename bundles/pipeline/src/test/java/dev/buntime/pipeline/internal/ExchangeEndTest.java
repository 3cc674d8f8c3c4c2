package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.worker.Lease.Recall;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** However an exchange ends, its place is given back once. */
public final class ExchangeEndTest {
  private static final int SECONDS = 20;

  @Rule public final TestFront front = new TestFront();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final ConcurrentHashMap<String, String> seen = new ConcurrentHashMap<>();

  @Test
  public void answer_keepsThePlaceUntilItIsSent() throws Exception {
    hang();
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    assertServing();
    assertThat(front.leases.getFirst().closed).hasValue(0);

    leave.countDown();

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).body()).isEqualTo("done");
    assertClosedOnce();
  }

  @Test
  public void abort_whileTheAppReads_givesThePlaceBack() throws Exception {
    front.app =
        (request, response) -> {
          serving.countDown();
          request.getInputStream().readAllBytes();
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "POST /shop HTTP/1.1", "Content-Length: 1000", "", "only this");
      assertServing();
    }

    assertClosedOnce();
  }

  @Test
  public void abort_whileTheAppWrites_givesThePlaceBack() throws Exception {
    front.app =
        (request, response) -> {
          byte[] block = new byte[100_000];
          while (true) {
            response.getOutputStream().write(block);
            serving.countDown();
          }
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertThat(socket.getInputStream().readNBytes(10_000)).hasSize(10_000);
      assertServing();
    }

    assertClosedOnce();
  }

  @Test
  public void cut_beforeTheAnswer_isTerminated() throws Exception {
    hang();
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    assertServing();

    front.leases.getFirst().recall(Recall.CUT);

    HttpResponse<String> found = answer.get(SECONDS, TimeUnit.SECONDS);
    assertThat(found.statusCode()).isEqualTo(502);
    assertThat(found.body())
        .contains("\"code\":\"WORKER_TERMINATED\"")
        .contains("\"app\":\"shop\"")
        .contains("\"version\":\"1.2.3\"");
    assertThat(found.headers().allValues("X-Request-Id"))
        .as("the id that the app and the log know")
        .containsExactly(seen.get("id"));
    leave.countDown();
    assertClosedOnce();
  }

  @Test
  public void cut_whileStillQueued_isTerminated() throws Exception {
    CompletableFuture<Runnable> queued = new CompletableFuture<>();
    front.executor = queued::complete;
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    Runnable task = queued.get(SECONDS, TimeUnit.SECONDS);
    Awaitility.await().until(() -> front.leases.size() == 1);

    front.leases.getFirst().recall(Recall.CUT);

    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(502);
    front.app = (request, response) -> seen.put("ran", "yes");
    task.run();
    assertThat(seen).as("nobody waits for it any more").doesNotContainKey("ran");
    assertClosedOnce();
  }

  @Test
  public void cut_whileTheAnswerIsSent_endsTheConnection() throws Exception {
    front.app =
        (request, response) -> {
          response.getWriter().print("part");
          response.flushBuffer();
          serving.countDown();
          await(leave);
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertServing();

      front.leases.getFirst().recall(Recall.CUT);

      assertThat(readToEnd(socket.getInputStream())).contains("part").doesNotEndWith("0\r\n\r\n");
    }
    assertClosedOnce();
    leave.countDown();
  }

  @Test
  public void drain_whileAnEventStream_endsIt() throws Exception {
    front.app = TestFront.eventStream(serving);
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertServing();

      front.leases.getFirst().recall(Recall.DRAIN);

      assertThat(readToEnd(socket.getInputStream())).contains("data: 1");
    }
    assertClosedOnce();
  }

  @Test
  public void drain_whileAnOrdinaryRequest_letsItEnd() throws Exception {
    hang();
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    assertServing();

    front.leases.getFirst().recall(Recall.DRAIN);
    assertThat(answer).isNotDone();
    leave.countDown();

    HttpResponse<String> found = answer.get(SECONDS, TimeUnit.SECONDS);
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo("done");
    assertClosedOnce();
  }

  @Test
  public void recall_afterTheEnd_doesNothing() throws Exception {
    assertThat(front.send("GET", "/shop").statusCode()).isEqualTo(200);
    assertClosedOnce();

    front.leases.getFirst().recall(Recall.CUT);

    assertClosedOnce();
    assertThat(front.send("GET", "/shop").statusCode()).as("same connection").isEqualTo(200);
  }

  private void hang() {
    front.app =
        (request, response) -> {
          seen.put("id", Objects.requireNonNull(request.getHeader("X-Request-Id")));
          serving.countDown();
          await(leave);
          response.getWriter().print("done");
        };
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void assertServing() throws InterruptedException {
    assertThat(serving.await(SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  private void assertClosedOnce() {
    assertThat(front.leases).isNotEmpty();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
  }

  /** All there is until the connection ends, be it politely or not. */
  private static String readToEnd(InputStream in) {
    StringBuilder text = new StringBuilder();
    try {
      for (int next = in.read(); next >= 0; next = in.read()) {
        text.append((char) next);
      }
    } catch (IOException e) {
      text.append("\n[").append(e.getMessage()).append(']');
    }
    return text.toString();
  }
}
