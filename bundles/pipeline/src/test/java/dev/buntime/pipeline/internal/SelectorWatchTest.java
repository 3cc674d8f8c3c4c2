package dev.buntime.pipeline.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** A Jetty server whose selector ends. */
public final class SelectorWatchTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final int PATIENCE_MILLIS = 500;

  private final AtomicBoolean isHeapFull = new AtomicBoolean();
  private final Server server = new Server();
  private final ServerConnector connector = new FragileConnector(server);
  private final SelectorWatch watch = new SelectorWatch(server);

  @Before
  public void start() throws Exception {
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.start();
  }

  @After
  public void stop() throws Exception {
    server.stop();
  }

  @Test
  public void selectorThatEnds_isReplaced_atTheSamePort() throws Exception {
    int port = connector.getLocalPort();
    awaitAnswer(port);
    watch.start();

    isHeapFull.set(true);
    new Socket(InetAddress.getLoopbackAddress(), port).close(); // wakes the selector
    await().atMost(SOON).until(() -> !isHeapFull.get());

    awaitAnswer(port);
    assertThat(connector.getLocalPort()).isEqualTo(port);
  }

  @Test
  public void watchThatIsOver_startsNothing() throws Exception {
    watch.start();
    watch.stop();
    server.stop();

    await()
        .during(Duration.ofMillis(1500)) // longer than it waits between two looks
        .atMost(SOON)
        .until(connector::isStopped);
  }

  private static void awaitAnswer(int port) {
    await().atMost(SOON).ignoreExceptions().until(() -> answer(port).equals("HTTP/1.1 404"));
  }

  /** The first line of an answer; a connection that was accepted meanwhile gets none. */
  private static String answer(int port) throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      return new String(client.getInputStream().readNBytes("HTTP/1.1 404".length()), US_ASCII);
    }
  }

  /** One whose selector meets an error when the heap is full. */
  private final class FragileConnector extends ServerConnector {
    FragileConnector(Server server) {
      super(server);
    }

    @Override
    protected SelectorManager newSelectorManager(
        Executor executor, Scheduler scheduler, int selectors) {
      return new ServerConnectorManager(executor, scheduler, selectors) {
        @Override
        protected ManagedSelector newSelector(int id) {
          return new ManagedSelector(this, id) {
            @Override
            protected int select(Selector selector) throws IOException {
              int selected = super.select(selector);
              if (isHeapFull.compareAndSet(true, false)) {
                throw new OutOfMemoryError("not really");
              }
              return selected;
            }
          };
        }
      };
    }
  }
}
