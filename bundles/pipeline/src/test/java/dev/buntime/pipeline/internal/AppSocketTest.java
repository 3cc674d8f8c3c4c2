package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.ServletException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeRequest;
import org.eclipse.jetty.websocket.core.server.ServerUpgradeResponse;
import org.eclipse.jetty.websocket.core.server.WebSocketMappings;
import org.eclipse.jetty.websocket.core.server.WebSocketNegotiator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** WebSockets of apps, with a real client. */
public final class AppSocketTest {
  private static final int SECONDS = 20;

  @Rule public final TestFront front = new TestFront();
  private final List<String> threads = new CopyOnWriteArrayList<>();
  private final CompletableFuture<String> heard = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final WebSocketComponents components = new WebSocketComponents();
  private final WebSocketMappings mappings = new WebSocketMappings(components);

  @Before
  public void upgrade() throws Exception {
    components.start();
    front.app =
        (request, response) -> {
          ServletContextRequest core = ServletContextRequest.getServletContextRequest(request);
          try (Blocker.Callback sent = Blocker.callback()) { // as Jetty's own containers do
            assertThat(
                    mappings.upgrade(
                        new Always(), core, core.getServletContextResponse(), sent, null))
                .isTrue();
            sent.block();
          } catch (RuntimeException e) {
            throw new ServletException(e);
          }
        };
  }

  @Test
  public void message_isHeardOnTheWorkersThread() throws Exception {
    WebSocket client = connect();

    client.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);

    assertThat(heard.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(threads).isNotEmpty().allMatch(TestFront::isWorker);
    assertThat(front.leases.getFirst().closed).as("still in flight").hasValue(0);
    client.abort();
    assertClosedOnce();
  }

  @Test
  public void cut_closesForARestart() throws Exception {
    var _ = connect();

    front.leases.getFirst().recall(Recall.CUT);

    assertThat(closed.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1012);
    assertClosedOnce();
  }

  @Test
  public void drain_goesAway() throws Exception {
    var _ = connect();

    front.leases.getFirst().recall(Recall.DRAIN);

    assertThat(closed.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1001);
    assertClosedOnce();
  }

  @Test
  public void timeout_closesItAsAnError() throws Exception {
    var _ = connect();

    front.leases.getFirst().recall(Recall.TIMEOUT);

    assertThat(closed.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1011);
    assertClosedOnce();
  }

  @Test
  public void cut_whenThePeerDoesNotAnswer_endsTheConnectionAfterASecond() throws Exception {
    try (Socket socket = Raw.connect(front.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET /shop HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      Awaitility.await().until(() -> !front.leases.isEmpty());

      front.leases.getFirst().recall(Recall.CUT);
      byte[] rest = socket.getInputStream().readAllBytes();

      assertThat(rest).as("a close frame with 1012").contains(0x88, 0x03, 0xF4);
      assertClosedOnce(); // though the socket is still open here
    }
  }

  @Test
  public void handshake_passesThePlugins() throws Exception {
    Recorder recorder = new Recorder();
    List<Boolean> upgrades = new CopyOnWriteArrayList<>();
    recorder.onResponse =
        answer -> {
          upgrades.add(answer.request().isUpgrade());
          assertThatIllegalStateException().isThrownBy(() -> answer.setStatus(200));
          answer.transformBody((piece, last) -> piece);
        };
    front.plugins.all.add(recorder);
    front.plugins.executor = Thread::startVirtualThread;

    WebSocket client = connect();
    client.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);

    assertThat(heard.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
    assertThat(threads).isNotEmpty().allMatch(TestFront::isWorker);
    assertThat(recorder.answers).containsExactly(101);
    assertThat(upgrades).containsExactly(true);
    Awaitility.await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
    assertThat(front.leases.getFirst().closed).as("still in flight").hasValue(0);
    client.abort();
    assertClosedOnce();
  }

  @Test
  public void handshake_whenAPluginFails_isAnOrdinaryError() throws Exception {
    Recorder recorder = new Recorder();
    recorder.onResponse =
        answer -> {
          throw new IllegalStateException("on purpose");
        };
    front.plugins.all.add(recorder);
    front.plugins.executor = Thread::startVirtualThread;

    assertThatThrownBy(this::connect)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(500));

    assertClosedOnce();
    Awaitility.await().untilAsserted(() -> assertThat(front.plugins.open).hasValue(0));
  }

  private WebSocket connect() throws Exception {
    return HttpClient.newHttpClient()
        .newWebSocketBuilder()
        .buildAsync(URI.create("ws://127.0.0.1:" + front.port() + "/shop"), new Client())
        .get(SECONDS, TimeUnit.SECONDS);
  }

  private void assertClosedOnce() {
    Awaitility.await().untilAsserted(() -> assertThat(front.leases.getFirst().closed).hasValue(1));
  }

  private final class Client implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      heard.complete(data.toString());
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedFuture(null); // answers with the same code
    }
  }

  /** Takes every handshake. */
  private final class Always extends WebSocketNegotiator.AbstractNegotiator {
    @Override
    public FrameHandler negotiate(
        ServerUpgradeRequest request, ServerUpgradeResponse response, Callback callback) {
      return new Echo();
    }
  }

  /** Says again what it hears. */
  private final class Echo implements FrameHandler {
    private CoreSession session = new CoreSession.Empty();

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
      session = opened;
      callback.succeeded();
      session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
      threads.add(Thread.currentThread().getName());
      if (frame.getOpCode() == OpCode.TEXT) {
        session.sendFrame(new Frame(OpCode.TEXT, frame.getPayloadAsUTF8()), Callback.NOOP, false);
      }
      callback.succeeded();
      session.demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
      callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
      callback.succeeded();
    }
  }
}
