package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** The runner answers in an app's stead, whatever the app is doing. */
public final class RevocationTest {
  private static final int SECONDS = 20;
  private static final int STRESS_ROUNDS = 1_000;

  /** Long before what the app does ends; how prompt it is, is measured on the packed runner. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @Rule public final TestFront front = new TestFront();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final CompletableFuture<HttpServletResponse> kept = new CompletableFuture<>();
  private final CompletableFuture<Throwable> late = new CompletableFuture<>();

  @Test
  public void timeout_whileTheAppWaits_isAnsweredOnTime() throws Exception {
    front.app =
        (request, response) -> {
          response.setHeader("Set-Cookie", "a=b");
          response.setStatus(201);
          response.getWriter().print("not yet");
          serving.countDown();
          await(leave);
        };
    assertTimedOut("GET");
    leave.countDown();
  }

  @Test
  public void timeout_whileTheAppSpins_isAnsweredOnTime() throws Exception {
    front.app =
        (request, response) -> {
          serving.countDown();
          while (leave.getCount() > 0) {
            response.setHeader("X-Spin", "1");
          }
        };
    assertTimedOut("HEAD");
    leave.countDown();
  }

  @Test
  public void timeout_whileTheAppReads_isAnsweredAndTheReadFails() throws Exception {
    front.app =
        (request, response) -> {
          serving.countDown();
          try {
            request.getInputStream().readAllBytes();
          } catch (IOException e) {
            late.complete(e);
          }
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "POST /shop HTTP/1.1", "Content-Length: 1000", "", "only this");
      assertServing();

      recall(Recall.TIMEOUT);

      assertThat(text(socket.getInputStream()))
          .startsWith("HTTP/1.1 504")
          .contains("WORKER_TIMEOUT")
          .contains("Connection: close");
    }
    assertThat(late.get(SECONDS, TimeUnit.SECONDS)).isNotNull();
    assertClosedOnce();
  }

  @Test
  public void timeout_whileTheClientDoesNotRead_endsTheConnectionAndTheWrite() throws Exception {
    front.app =
        (request, response) -> {
          byte[] block = new byte[100_000];
          try {
            while (true) {
              response.getOutputStream().write(block);
              serving.countDown();
            }
          } catch (IOException e) {
            late.complete(e);
          }
        };
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertServing();

      recall(Recall.TIMEOUT);

      assertThat(late.get(SECONDS, TimeUnit.SECONDS)).isNotNull();
    }
    assertClosedOnce();
  }

  @Test
  public void timeout_whenAsync_tellsTheAppAndAnswers() throws Exception {
    front.app =
        (request, response) -> {
          request.startAsync().setTimeout(0);
          serving.countDown();
        };

    assertTimedOut("GET");
  }

  @Test
  public void timeout_whileAnEventStreamDoesNotGoOn_endsIt() throws Exception {
    front.app = TestFront.eventStream(serving);
    try (Socket socket = Raw.connect(front.port())) {
      Raw.send(socket, "GET /shop HTTP/1.1");
      assertServing();

      assertThat(front.leases.getFirst().progressed).hasPositiveValue();

      recall(Recall.TIMEOUT);

      assertThat(text(socket.getInputStream())).contains("data: 1");
    }
    assertClosedOnce();
  }

  @Test
  public void lateWrite_throwsAndReachesNobody() throws Exception {
    front.app =
        (request, response) -> {
          kept.complete(response);
          serving.countDown();
          await(leave);
          try {
            response.setHeader("X-Late", "1");
            response.getOutputStream().print("late");
            response.flushBuffer();
          } catch (IOException e) {
            late.complete(e);
            throw e;
          }
        };
    assertTimedOut("GET");
    front.app = (request, response) -> response.getWriter().print("clean");
    leave.countDown();

    assertThat(late.get(SECONDS, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    HttpResponse<String> next = front.send("GET", "/shop");
    assertThat(next.body()).as("on the same connection").isEqualTo("clean");
    assertThat(next.headers().firstValue("X-Late")).isEmpty();
    assertThat(kept.get().isCommitted()).isTrue();
  }

  @Test
  public void endedWorker_isTerminatedNotAnAppError() throws Exception {
    front.app =
        (request, response) -> {
          throw new WorkerEndedError("shop@1.2.3#1");
        };

    HttpResponse<String> answer = front.send("GET", "/shop");

    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(answer.body()).contains("WORKER_TERMINATED");
    assertClosedOnce();
    assertThat(front.leases.getFirst().failed).hasValue(0);
  }

  @Test
  public void throwing_afterPartOfTheAnswer_isCounted() throws Exception {
    front.app =
        (request, response) -> {
          response.getWriter().print("part");
          response.flushBuffer();
          throw new OutOfMemoryError("not really");
        };

    assertThat(Raw.exchange(front.port(), "GET /shop HTTP/1.1")).startsWith("HTTP/1.1 200");

    assertClosedOnce();
    assertThat(front.leases.getFirst().failed).hasValue(1);
  }

  @Test
  public void timeout_whileTheAppAnswers_neverMixesTheTwo() throws Exception {
    String whole = "x".repeat(50_000);
    front.app =
        (request, response) -> {
          response.setHeader("X-App", "1");
          response.setContentLength(whole.length());
          for (int i = 0; i < 5; i++) {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(60_000));
            response.getOutputStream().print(whole.substring(i * 10_000, (i + 1) * 10_000));
            response.flushBuffer();
          }
        };
    Map<String, Integer> seen = new HashMap<>();
    for (int round = 0; round < STRESS_ROUNDS; round++) {
      CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
      int place = round;
      Awaitility.await()
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofNanos(50_000))
          .until(() -> front.leases.size() > place);
      LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(800_000));
      front.leases.getLast().recall(Recall.TIMEOUT);
      seen.merge(outcome(answer, whole), 1, Integer::sum);
    }

    assertThat(seen.keySet()).isSubsetOf("whole", "timed out", "aborted").contains("timed out");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(front.leases).allSatisfy(one -> assertThat(one.closed).hasValue(1)));
    assertThat(front.send("GET", "/shop").body()).isEqualTo(whole);
  }

  private static String outcome(CompletableFuture<HttpResponse<String>> answer, String whole)
      throws Exception {
    HttpResponse<String> found;
    try {
      found = answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return e.getCause() instanceof IOException ? "aborted" : e.toString();
    }
    if (found.statusCode() == 200 && found.body().equals(whole)) {
      return "whole";
    }
    boolean clean =
        found.statusCode() == 504
            && found.headers().firstValue("X-App").isEmpty()
            && found.body().startsWith("{")
            && found.body().endsWith("}");
    return clean ? "timed out" : found + " " + found.headers() + " " + found.body();
  }

  private void assertTimedOut(String method) throws Exception {
    assertThat(front.send("GET", "/nobody").statusCode()).as("warm").isEqualTo(404);
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync(method, "/shop");
    assertServing();
    long recalled = System.nanoTime();

    recall(Recall.TIMEOUT);

    HttpResponse<String> found = answer.get(SECONDS, TimeUnit.SECONDS);
    assertThat(Duration.ofNanos(System.nanoTime() - recalled)).isLessThan(SOON);
    assertThat(found.statusCode()).isEqualTo(504);
    assertThat(found.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(found.headers().firstValue("Set-Cookie")).isEmpty();
    assertThat(found.headers().allValues("X-Request-Id")).hasSize(1);
    if (!method.equals("HEAD")) {
      assertThat(found.body()).contains("\"code\":\"WORKER_TIMEOUT\"").contains("\"app\":\"shop\"");
    }
    assertClosedOnce();
  }

  private void recall(Recall why) {
    front.leases.getFirst().recall(why);
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
    Awaitility.await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
  }

  private static String text(InputStream in) {
    StringBuilder text = new StringBuilder();
    try {
      text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      text.append(e.getMessage());
    }
    return text.toString();
  }
}
