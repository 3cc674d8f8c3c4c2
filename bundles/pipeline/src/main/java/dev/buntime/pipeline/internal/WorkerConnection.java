package dev.buntime.pipeline.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;

/**
 * The connection of a request as its WebSocket upgrade sees it: what arrives later is parsed, and
 * the app called, on the worker's threads instead of Jetty's.
 *
 * <p>Jetty builds the WebSocket connection on the end point that it finds here. The end point
 * passes everything on, but lets the worker hear that there is something to read. Dynamic proxies,
 * because all that differs are two methods of two wide interfaces.
 */
final class WorkerConnection extends ConnectionMetaData.Wrapper {
  private final Executor executor;

  WorkerConnection(ConnectionMetaData connection, Executor executor) {
    super(connection);
    this.executor = executor;
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

  private EndPoint endPoint(EndPoint endPoint) {
    return proxy(
        EndPoint.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "fillInterested", "tryFillInterested" ->
                  invoke(endPoint, method, new Object[] {onWorker((Callback) arguments[0])});
              default -> invoke(endPoint, method, arguments);
            });
  }

  private Callback onWorker(Callback readable) {
    return Callback.from(
        InvocationType.NON_BLOCKING,
        () -> executor.execute(readable::succeeded),
        failure -> executor.execute(() -> readable.failed(failure)));
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
