package dev.buntime.pipeline.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The connection of a request as its WebSocket upgrade sees it: whatever happens later happens on
 * the worker's threads instead of Jetty's.
 *
 * <pre>
 * Jetty's                     goes to the worker
 * ──────────────────────────  ───────────────────────────────────────────────────────────
 * end point                   there is something to read; a write has ended
 * executor of the connector   reading goes on, because the app asks for the next message
 * scheduler of the connector  a frame could not be written in time
 * the upgraded connection     it is open, has been idle for too long, is closed
 * </pre>
 *
 * <p>Dynamic proxies, because all that differs are a few methods of wide interfaces.
 */
final class WorkerConnection extends ConnectionMetaData.Wrapper {
  private final Handover worker;

  WorkerConnection(ConnectionMetaData connection, Handover worker) {
    super(connection);
    this.worker = worker;
  }

  @Override
  public Connection getConnection() {
    Connection connection = super.getConnection();
    return proxy(
        Connection.class,
        (self, method, arguments) ->
            method.getName().equals("getEndPoint")
                ? endPoint(connection.getEndPoint())
                : invoke(connection, method, arguments));
  }

  @Override
  public Connector getConnector() {
    Connector connector = super.getConnector();
    return proxy(
        Connector.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "getExecutor" -> worker;
              case "getScheduler" -> scheduler(connector.getScheduler());
              default -> invoke(connector, method, arguments);
            });
  }

  private EndPoint endPoint(EndPoint endPoint) {
    return proxy(
        EndPoint.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "fillInterested", "tryFillInterested" ->
                  invoke(
                      endPoint, method, new Object[] {readable((Callback) arguments[0], endPoint)});
              case "write" -> invoke(endPoint, method, settled(arguments));
              default -> invoke(endPoint, method, arguments);
            });
  }

  /** The arguments with the outcome settled, wherever it stands. */
  private Object[] settled(Object[] arguments) {
    return Arrays.stream(arguments)
        .map(each -> each instanceof Callback outcome ? worker.settled(outcome) : each)
        .toArray();
  }

  /** What there is to read is for the app; when that has ended, nobody reads it. */
  private Callback readable(Callback callback, EndPoint endPoint) {
    return Callback.from(
        Callback.InvocationType.NON_BLOCKING,
        () -> {
          try {
            worker.execute(callback::succeeded);
          } catch (RejectedExecutionException e) {
            endPoint.close();
          }
        },
        failure -> worker.settle(() -> callback.failed(failure)));
  }

  private Scheduler scheduler(Scheduler scheduler) {
    return proxy(
        Scheduler.class,
        (self, method, arguments) -> {
          if (!method.getName().equals("schedule")) {
            return invoke(scheduler, method, arguments);
          }
          Runnable task = (Runnable) arguments[0];
          Object[] handedOver = arguments.clone();
          handedOver[0] = (Runnable) () -> worker.settle(task);
          return invoke(scheduler, method, handedOver);
        });
  }

  /**
   * The connection that a request is upgraded to, as Jetty's end point gets it.
   *
   * @param upgraded what Jetty made
   * @param onClose hears, on any thread, that it is closed
   */
  Connection upgraded(Connection upgraded, Runnable onClose) {
    Class<?>[] types =
        upgraded instanceof Connection.UpgradeTo
            ? new Class<?>[] {Connection.class, Connection.UpgradeTo.class}
            : new Class<?>[] {Connection.class};
    InvocationHandler handler =
        (self, method, arguments) ->
            switch (method.getName()) {
              case "onOpen" -> settle(upgraded::onOpen);
              case "onClose" -> {
                Object none = settle(() -> upgraded.onClose((Throwable) arguments[0]));
                onClose.run(); // not before: its thread belongs to the place that is given back
                yield none;
              }
              case "onIdleExpired" -> onIdleExpired(upgraded, (TimeoutException) arguments[0]);
              default -> invoke(upgraded, method, arguments);
            };
    return (Connection) Proxy.newProxyInstance(Connection.class.getClassLoader(), types, handler);
  }

  private @Nullable Object settle(Runnable task) {
    worker.settle(task);
    return null;
  }

  /**
   * Whether the end point is to go on with it. If somebody waits for something to read, that fails,
   * and the app hears of it; else it is told, and the connection is closed, as the end point would.
   */
  private boolean onIdleExpired(Connection upgraded, TimeoutException timeout) {
    EndPoint endPoint = upgraded.getEndPoint();
    if (endPoint.isFillInterested()) {
      return true;
    }
    worker.settle(() -> {
      boolean _ = upgraded.onIdleExpired(timeout);
      endPoint.close();
    });
    return false;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        // The interface's own loader sees all types that the interface names.
        Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
