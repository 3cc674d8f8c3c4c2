package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.pipeline.internal.port.TrustedProxies;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.Rule;
import org.junit.Test;

public final class JettyFrontTest {
  private static final int SECONDS = 20;

  @Rule public final TestFront front = new TestFront();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);

  @Test
  public void install_registersTheEndpoint() {
    assertThat(front.registered)
        .as("that apps are found, the endpoint, what fills contexts, what Felix HTTP takes last")
        .hasValue(4);
    assertThat(front.endpoint().isAccepting()).isTrue();
    assertThat(front.endpoint().url()).isEqualTo("http://127.0.0.1:" + front.port());
  }

  @Test
  public void remove_takesTheGateOutAndLetsNobodyIn() throws Exception {
    var endpoint = front.endpoint();

    front.remove();

    assertThat(front.registered).as("that apps are found").hasValue(1);
    assertThat(endpoint.isAccepting()).isFalse();
    assertThat(front.isStarted()).isTrue();
    for (String path : List.of("/shop", "/", "/_/health/ready", "/_/stats", "/.w/7/")) {
      HttpResponse<String> answer = front.send("GET", path, "X-Request-Id", "r-1");
      assertThat(answer.statusCode()).as(path).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
      assertThat(answer.headers().firstValue("Retry-After")).contains("1");
      assertThat(answer.body())
          .contains("\"code\":\"NOT_READY\"", "starting or stopping", "\"requestId\":\"r-1\"");
    }
    assertThat(front.leases).isEmpty();
  }

  @Test
  public void request_beforeAnyGateIsIn_isRefusedInTheSameWay() throws Exception {
    FrontDoor door = new FrontDoor(new TrustedProxies(TestFront.trust()));
    HttpConnectionFactory connections = new HttpConnectionFactory();
    connections.getHttpConfiguration().addCustomizer(door.createCustomizer());
    Server server = new Server();
    ServerConnector connector = new ServerConnector(server, connections);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
    try {
      String answer =
          Raw.exchange(
              connector.getLocalPort(), "GET /_/health/ready HTTP/1.1", "X-Identity: admin");
      assertThat(answer)
          .startsWith("HTTP/1.1 503")
          .contains("X-Request-Id: ", "application/problem+json", "\"code\":\"NOT_READY\"");

      door.open(server);
      assertThat(Raw.exchange(connector.getLocalPort(), "GET / HTTP/1.1"))
          .startsWith("HTTP/1.1 404");

      door.close(new Server());
      assertThat(Raw.exchange(connector.getLocalPort(), "GET / HTTP/1.1"))
          .as("another server's gate has gone")
          .startsWith("HTTP/1.1 404");
    } finally {
      server.stop();
    }
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
  public void installAndRemove_underLoad_answersOrRefuses() throws Exception {
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
        HttpResponse<String> answer = front.send("GET", "/shop");
        if (answer.statusCode() == 503) {
          assertThat(answer.body()).contains("\"code\":\"NOT_READY\"");
        } else {
          assertThat(answer.body()).isEqualTo("hello");
          answered++;
        }
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
