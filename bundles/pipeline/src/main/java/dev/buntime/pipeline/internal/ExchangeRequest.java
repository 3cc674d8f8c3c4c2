package dev.buntime.pipeline.internal;

import java.util.concurrent.Executor;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;

/**
 * A request that a worker answers.
 *
 * <p>Its components make Jetty's servlet layer run everything on the worker's threads: Jetty takes
 * the {@link ServletChannel} of a request from the component cache, and here it finds a {@link
 * WorkerChannel}.
 */
final class ExchangeRequest extends Request.Wrapper {
  private final Exchange exchange;
  private final Components components;
  private final ConnectionMetaData connection;
  private final HttpFields headers;

  ExchangeRequest(Request request, Exchange exchange, WorkerChannel channel) {
    super(request);
    this.exchange = exchange;
    this.components = new WorkerComponents(request.getComponents(), channel);
    this.connection =
        new WorkerConnection(request.getConnectionMetaData(), exchange.lease().executor());
    this.headers =
        HttpFields.build(request.getHeaders())
            .put(RequestIds.HEADER, exchange.requestId())
            .asImmutable();
  }

  Exchange exchange() {
    return exchange;
  }

  @Override
  public Components getComponents() {
    return components;
  }

  @Override
  public ConnectionMetaData getConnectionMetaData() {
    return connection;
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }

  /** The connection's components with the worker's executor and servlet channel. */
  private static final class WorkerComponents implements Components {
    private final Components connection;
    private final WorkerChannel channel;
    private final Attributes cache;

    WorkerComponents(Components connection, WorkerChannel channel) {
      this.connection = connection;
      this.channel = channel;
      this.cache = new Attributes.Lazy();
      cache.setAttribute(ServletChannel.class.getName(), channel);
    }

    @Override
    public ByteBufferPool getByteBufferPool() {
      return connection.getByteBufferPool();
    }

    @Override
    public Scheduler getScheduler() {
      return connection.getScheduler();
    }

    @Override
    @SuppressWarnings({"deprecation", "removal"}) // the interface demands it
    public ThreadPool getThreadPool() {
      return connection.getThreadPool();
    }

    @Override
    public Executor getExecutor() {
      return channel.executor();
    }

    @Override
    public Attributes getCache() {
      return cache;
    }
  }
}
