package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.runtime.HttpEndpoint;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;

public final class ServerLimitsTest {
  private static final int ANY = 0;
  private static final int HEADER = 16_384;

  @Rule public final TestFront front = new TestFront();
  private final ServerLimits limits = new ServerLimits(config(HEADER, ANY));

  @After
  public void stop() {
    limits.removeEndpoint(front.endpoint());
  }

  @Test
  public void header_whenLongerThanMay_is431() throws Exception {
    limits.addEndpoint(front.endpoint());
    limits.modified(config(2048, ANY));

    assertThat(status("X-Long: " + "x".repeat(1500))).isEqualTo(200);
    assertThat(status("X-Long: " + "x".repeat(2500))).isEqualTo(431);

    limits.modified(config(4096, ANY));
    assertThat(status("X-Long: " + "x".repeat(2500))).isEqualTo(200);
  }

  @Test
  public void header_whenBoundAfterwards_hasTheLimit() throws Exception {
    limits.modified(config(2048, ANY));
    limits.addEndpoint(front.endpoint());

    assertThat(status("X-Long: " + "x".repeat(2500))).isEqualTo(431);
  }

  @Test
  public void connections_atTheLimit_waitUntilOneIsClosed() throws Exception {
    limits.addEndpoint(front.endpoint());
    limits.modified(config(HEADER, 2));
    Socket first = answered();
    try (Socket _ = answered()) {
      await().until(() -> !connector().isAccepting());
      try (Socket waiting = Raw.connect(front.port())) {
        request(waiting);

        first.close();

        assertThat(waiting.getInputStream().read()).isEqualTo('H');
      }
    }
    await().until(() -> connector().isAccepting());
  }

  @Test
  public void connections_whenTheLimitIsLowered_stayAndTheNextIsClosed() throws Exception {
    limits.addEndpoint(front.endpoint());
    try (Socket kept = answered();
        Socket _ = answered()) {
      limits.modified(config(HEADER, 1));

      // The acceptor was waiting for one already.
      try (Socket refused = Raw.connect(front.port())) {
        assertThat(ended(refused)).isTrue();
      }
      request(kept);
      assertThat(kept.getInputStream().read()).isEqualTo('H');
    }
    await().until(() -> connector().isAccepting());
  }

  @Test
  public void connections_whenTheLimitIsRaised_areAcceptedAgain() throws Exception {
    limits.addEndpoint(front.endpoint());
    limits.modified(config(HEADER, 1));
    try (Socket _ = answered()) {
      await().until(() -> !connector().isAccepting());

      limits.modified(config(HEADER, 3));

      assertThat(connector().isAccepting()).isTrue();
      answered().close();
    }
  }

  @Test
  public void connections_whenTheEndpointGoes_haveNoLimit() throws Exception {
    limits.addEndpoint(front.endpoint());
    limits.modified(config(HEADER, 1));
    try (Socket _ = answered()) {
      await().until(() -> !connector().isAccepting());

      limits.removeEndpoint(front.endpoint());

      assertThat(connector().isAccepting()).isTrue();
    }
  }

  @Test
  public void endpoint_ofAnotherKind_isLeftAlone() {
    HttpEndpoint other =
        new HttpEndpoint() {
          @Override
          public String url() {
            return "";
          }

          @Override
          public String managementUrl() {
            return "";
          }

          @Override
          public boolean isAccepting() {
            return true;
          }
        };

    limits.addEndpoint(other);
    limits.removeEndpoint(other);

    assertThat(connector().isAccepting()).isTrue();
  }

  private ServerConnector connector() {
    return ((JettyFront) front.endpoint()).connectors().getFirst();
  }

  /** A connection on which a request was answered, and that is kept. */
  private Socket answered() throws IOException {
    Socket socket = Raw.connect(front.port());
    request(socket);
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("hello") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as(answer.toString()).isNotNegative();
      answer.append((char) next);
    }
    return socket;
  }

  private static void request(Socket socket) throws IOException {
    socket
        .getOutputStream()
        .write("GET /shop HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException _) {
      return true; // reset
    }
  }

  private int status(String header) throws IOException {
    return Integer.parseInt(Raw.exchange(front.port(), "GET /shop HTTP/1.1", header).split(" ")[1]);
  }

  private static ServerConfig config(int header, int connections) {
    return (ServerConfig)
        Proxy.newProxyInstance(
            ServerLimitsTest.class.getClassLoader(),
            new Class<?>[] {ServerConfig.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "limits_header" -> header;
                  case "limits_connections" -> connections;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
