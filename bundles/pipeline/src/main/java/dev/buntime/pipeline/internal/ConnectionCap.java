package dev.buntime.pipeline.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connector from having more than so many connections. At the limit it accepts none; those
 * that come wait in the operating system. Thread-safe.
 *
 * <p>Jetty's own limits have to be there before a connector starts, and do not hear of a limit that
 * is raised.
 */
final class ConnectionCap implements SelectorManager.AcceptListener {
  private static final Logger log = LoggerFactory.getLogger(ConnectionCap.class);

  private final ServerConnector connector;

  // Guarded by this; nobody holds it for long, and nothing is called while it is held but Jetty.
  private int most = Integer.MAX_VALUE;
  private int arriving;
  private int open;

  private ConnectionCap(ServerConnector connector) {
    this.connector = connector;
  }

  /** Begins to count the connections of a connector that runs; there is no limit yet. */
  static ConnectionCap install(ServerConnector connector) {
    ConnectionCap cap = new ConnectionCap(connector);
    synchronized (cap) {
      var _ = connector.getSelectorManager().addEventListener(cap);
      cap.open = connector.getConnectedEndPoints().size();
    }
    return cap;
  }

  /** Ends the limit. */
  void remove() {
    var _ = connector.getSelectorManager().removeEventListener(this);
    limit(0);
  }

  /** Whose connections are counted. */
  ServerConnector connector() {
    return connector;
  }

  /**
   * Sets another limit. Connections that are open stay open.
   *
   * @param connections 0 for any number
   */
  synchronized void limit(int connections) {
    most = connections == 0 ? Integer.MAX_VALUE : connections;
    check();
  }

  @Override
  public synchronized void onAccepting(SelectableChannel channel) {
    arriving++;
    check();
    if (arriving + open > most) { // the one that was being waited for when the limit was reached
      close(channel);
    }
  }

  @Override
  public synchronized void onAcceptFailed(SelectableChannel channel, Throwable cause) {
    arriving--;
    check();
  }

  @Override
  public synchronized void onAccepted(SelectableChannel channel) {
    arriving--;
    open++;
  }

  @Override
  public synchronized void onClosed(SelectableChannel channel) {
    open--;
    check();
  }

  private void check() {
    boolean accepting = arriving + open < most;
    if (accepting != connector.isAccepting()) {
      connector.setAccepting(accepting);
      if (accepting) {
        log.info("connections are accepted again");
      } else {
        log.warn("{} connections are open, as many as may: no further one is accepted", most);
      }
    }
  }

  private static void close(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      log.debug("a connection beyond the limit is gone already", e);
    }
  }
}
