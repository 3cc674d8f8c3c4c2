package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;

public final class JettyFrontTest {
  private static final int SECONDS = 20;

  @Rule public final TestFront front = new TestFront();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  @Test
  public void install_registersTheEndpoint() {
    assertThat(front.registered).as("the endpoint, and what fills servlet contexts").hasValue(2);
    assertThat(front.endpoint().isAccepting()).isTrue();
    assertThat(front.endpoint().url()).isEqualTo("http://127.0.0.1:" + front.port());
  }

  @Test
  public void remove_takesTheGateOutAndLeavesJettyRunning() throws Exception {
    var endpoint = front.endpoint();

    front.remove();

    assertThat(front.registered).hasValue(0);
    assertThat(endpoint.isAccepting()).isFalse();
    assertThat(front.isStarted()).isTrue();
    assertThat(front.send("GET", "/shop").body()).as("straight to the servlets").isEqualTo("hello");
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void install_afterRemove_putsTheGateInAgain() throws Exception {
    front.remove();

    front.install();

    assertThat(front.endpoint().isAccepting()).isTrue();
    assertThat(front.send("GET", "/shop").body()).isEqualTo("hello");
    assertThat(front.leases).hasSize(1);
  }

  @Test
  public void remove_whenNeverInstalled_doesNothing() throws Exception {
    front.remove();
    front.remove();

    assertThat(front.isStarted()).isTrue();
  }

  @Test
  public void installAndRemove_underLoad_losesNoRequest() throws Exception {
    CompletableFuture<Integer> client =
        CompletableFuture.supplyAsync(() -> callUntil(leave), Thread::startVirtualThread);
    for (int i = 0; i < 50; i++) {
      front.remove();
      front.install();
    }
    leave.countDown();

    assertThat(client.get(SECONDS, TimeUnit.SECONDS)).isPositive();
  }

  @Test
  public void run_whenIdle_returnsAndAcceptsNothing() throws Exception {
    front.drain().run();

    assertThat(front.endpoint().isAccepting()).isFalse();
    await()
        .untilAsserted(() ->
            assertThatThrownBy(() -> front.send("GET", "/shop"))
                .isInstanceOf(ConnectException.class));
  }

  @Test
  public void run_whenInFlight_waitsForTheAnswer() throws Exception {
    hang();
    CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
    assertThat(serving.await(SECONDS, TimeUnit.SECONDS)).isTrue();

    CompletableFuture<Void> drain = CompletableFuture.runAsync(front.drain());

    await().until(() -> !front.endpoint().isAccepting());
    assertThat(drain).isNotDone();
    assertThat(answer).isNotDone();
    leave.countDown();
    assertThat(answer.get(SECONDS, TimeUnit.SECONDS).body()).isEqualTo("done");
    drain.get(SECONDS, TimeUnit.SECONDS);
  }

  @Test
  public void run_whenAnEventStreamIsOpen_endsItAndDoesNotWait() throws Exception {
    front.app = TestFront.eventStream(serving);
    try (Socket stream = Raw.connect(front.port())) {
      Raw.send(stream, "GET /shop HTTP/1.1");
      assertThat(serving.await(SECONDS, TimeUnit.SECONDS)).isTrue();

      CompletableFuture.runAsync(front.drain()).get(SECONDS, TimeUnit.SECONDS);
    }
    await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
  }

  @Test
  public void run_whenAConnectionIsOpen_refusesItsNextRequest() throws Exception {
    try (Socket kept = Raw.connect(front.port())) {
      hang();
      CompletableFuture<HttpResponse<String>> answer = front.sendAsync("GET", "/shop");
      assertThat(serving.await(SECONDS, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> drain = CompletableFuture.runAsync(front.drain());
      await().until(() -> !front.endpoint().isAccepting());

      await().untilAsserted(() -> assertThat(refused(kept)).isTrue());

      leave.countDown();
      assertThat(answer.get(SECONDS, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      drain.get(SECONDS, TimeUnit.SECONDS);
    }
    assertThat(front.leases).as("only the one before").hasSize(1);
  }

  /** Answered with 503, or closed. */
  private static boolean refused(Socket kept) {
    try {
      Raw.send(kept, "GET /shop HTTP/1.1");
      String answer = new String(kept.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.isEmpty() || answer.startsWith("HTTP/1.1 503");
    } catch (IOException e) {
      return true;
    }
  }

  private int callUntil(CountDownLatch end) {
    int answered = 0;
    while (end.getCount() > 0 || answered == 0) {
      try {
        assertThat(front.send("GET", "/shop").body()).isEqualTo("hello");
        answered++;
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException("after " + answered + " answers", e);
      }
    }
    return answered;
  }

  private void hang() {
    front.app =
        (request, response) -> {
          serving.countDown();
          try {
            assertThat(leave.await(SECONDS, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          response.getWriter().print("done");
        };
  }
}
