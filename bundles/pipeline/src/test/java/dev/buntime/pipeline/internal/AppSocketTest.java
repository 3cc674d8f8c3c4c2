package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.worker.Lease.Recall;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
  private static final int FRAME = 100_000; // bytes

  @Rule public final TestFront front = new TestFront();
  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<String> strangers = new CopyOnWriteArrayList<>();
  private final CompletableFuture<CoreSession> opened = new CompletableFuture<>();
  private volatile boolean demanding = true;
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
    assertEvents("open", "frame");
    assertThat(front.leases.getFirst().closed).as("still in flight").hasValue(0);
    client.abort();
    assertClosedOnce();
  }

  @Test
  public void close_byTheClient_isHeardOnTheWorker() throws Exception {
    WebSocket client = connect();

    client.sendClose(1000, "bye").get(SECONDS, TimeUnit.SECONDS);

    Awaitility.await().until(() -> events.contains("closed 1000"));
    assertEvents("open", "closed 1000");
    assertClosedOnce();
  }

  @Test
  public void end_withoutAWord_isHeardOnTheWorker() throws Exception {
    connect().abort();

    Awaitility.await().until(() -> events.contains("closed 1006"));
    assertEvents("open", "closed 1006");
    assertClosedOnce();
  }

  @Test
  public void idleTimeout_isHeardOnTheWorker() throws Exception {
    var _ = connect();

    session().setIdleTimeout(Duration.ofMillis(50));

    assertThat(closed.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(1001);
    Awaitility.await().until(() -> events.contains("error WebSocketTimeoutException"));
    assertEvents("open", "error WebSocketTimeoutException");
    assertClosedOnce();
  }

  @Test
  public void idleTimeout_whileNobodyReads_isHeardOnTheWorker() throws Exception {
    demanding = false;
    var _ = connect();

    session().setIdleTimeout(Duration.ofMillis(50));

    Awaitility.await().until(() -> events.contains("error WebSocketTimeoutException"));
    assertEvents("open", "error WebSocketTimeoutException");
    assertClosedOnce();
  }

  @Test
  public void demand_byAnotherThread_hasItReadByTheWorker() throws Exception {
    demanding = false;
    WebSocket client = connect();
    client.sendText("hello", true).get(SECONDS, TimeUnit.SECONDS);

    session().demand();

    assertThat(heard.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("hello");
    assertEvents("open", "frame");
  }

  @Test
  public void send_thatHasToWaitForTheClient_endsOnTheWorker() throws Exception {
    try (Socket socket = handshake()) {
      int frames = sendUntilCongested();

      socket.getInputStream().skipNBytes((long) frames * FRAME);

      Awaitility.await().until(() -> events.stream().filter("sent"::equals).count() == frames);
    }
    assertStrangersNowhere();
    assertClosedOnce();
  }

  @Test
  @SuppressWarnings("removal") // what setSendTimeout of Jakarta's API does
  public void send_thatTakesTooLong_failsOnTheWorker() throws Exception {
    try (Socket socket = handshake()) {
      session().setWriteTimeout(Duration.ofMillis(50));
      sendUntilCongested();

      Awaitility.await().until(() -> events.contains("not sent"));
      assertThat(socket.isConnected()).isTrue();
    }
    assertStrangersNowhere();
    assertClosedOnce();
  }

  @Test
  public void send_thatIsCutOff_failsOnTheWorker() throws Exception {
    try (Socket socket = handshake()) {
      sendUntilCongested();

      front.leases.getFirst().recall(Recall.TIMEOUT); // an abnormal end fails what is queued

      Awaitility.await().until(() -> events.contains("not sent"));
      assertThat(socket.isConnected()).isTrue();
    }
    assertStrangersNowhere();
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
    try (Socket socket = handshake()) {
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
    assertStrangersNowhere();
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

  /** A client that does nothing by itself. */
  private Socket handshake() throws IOException {
    Socket socket = Raw.connect(front.port());
    socket
        .getOutputStream()
        .write(
            ("GET /shop HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  private CoreSession session() throws Exception {
    return opened.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Sends until the client would have to read, and a little more; returns how many frames. */
  private int sendUntilCongested() throws Exception {
    CoreSession session = session();
    CompletableFuture<Integer> frames = new CompletableFuture<>();
    front.executor.execute(() -> {
      int count = 1;
      while (send(session).getNow(false)) { // at once, because this is a thread of the worker
        count++;
      }
      var _ = send(session);
      frames.complete(count + 1);
    });
    return frames.get(SECONDS, TimeUnit.SECONDS);
  }

  /** Completes with whether it was sent. */
  private CompletableFuture<Boolean> send(CoreSession session) {
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    Frame frame = new Frame(OpCode.BINARY, ByteBuffer.allocate(FRAME));
    session.sendFrame(
        frame,
        Callback.from(
            () -> {
              remember("sent");
              outcome.complete(true);
            },
            failure -> {
              remember("not sent");
              outcome.complete(false);
            }),
        false);
    return outcome;
  }

  private void remember(String event) {
    Thread here = Thread.currentThread();
    if (!TestFront.isWorker(here.getName())
        || !front.appLoader.equals(here.getContextClassLoader())) {
      strangers.add(event + " on " + here.getName() + " as " + here.getContextClassLoader());
    }
    events.add(event);
  }

  private void assertEvents(String... expected) {
    assertThat(events).contains(expected);
    assertStrangersNowhere();
  }

  private void assertStrangersNowhere() {
    assertThat(strangers).isEmpty();
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
    public void onOpen(CoreSession fresh, Callback callback) {
      remember("open");
      session = fresh;
      callback.succeeded();
      if (demanding) {
        session.demand();
      }
      opened.complete(fresh);
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
      remember("frame");
      if (frame.getOpCode() == OpCode.TEXT) {
        session.sendFrame(new Frame(OpCode.TEXT, frame.getPayloadAsUTF8()), Callback.NOOP, false);
      }
      callback.succeeded();
      session.demand();
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
      remember("error " + cause.getClass().getSimpleName());
      callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
      remember("closed " + status.getCode());
      callback.succeeded();
    }
  }
}
