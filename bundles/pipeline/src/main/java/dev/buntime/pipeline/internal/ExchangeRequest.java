package dev.buntime.pipeline.internal;

import dev.buntime.runtime.InvocationException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.eclipse.jetty.ee10.servlet.ServletChannel;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

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
  private final WorkerConnection connection;
  private final HttpFields headers;
  private final AppAccess access = new AppAccess();
  private final AtomicReference<@Nullable Handback> demand = new AtomicReference<>();
  private final AtomicReference<@Nullable HttpStream> completion = new AtomicReference<>();
  private final long maxBodySize;
  private long read; // by one thread at a time, as Jetty demands
  private volatile @Nullable ExchangeCallback end;
  private volatile @Nullable Object upgrade;

  /**
   * @param maxBodySize bytes that may be read of the body
   */
  ExchangeRequest(Request request, Exchange exchange, WorkerChannel channel, long maxBodySize) {
    super(request);
    this.exchange = exchange;
    this.components = new WorkerComponents(request.getComponents(), channel);
    this.connection =
        new WorkerConnection(request.getConnectionMetaData(), new Handover(exchange.lease()));
    this.headers = named(request.getHeaders(), exchange.requestId());
    this.maxBodySize = maxBodySize;
  }

  private static HttpFields named(HttpFields fields, String requestId) {
    return requestId.equals(fields.get(RequestIds.HEADER))
        ? fields
        : HttpFields.build(fields).put(RequestIds.HEADER, requestId).asImmutable();
  }

  Exchange exchange() {
    return exchange;
  }

  AppAccess access() {
    return access;
  }

  /** Sets how this request ends; once, before it is handled. */
  void endsBy(ExchangeCallback callback) {
    end = callback;
  }

  /** How this request ends. */
  ExchangeCallback end() {
    return Objects.requireNonNull(end, "endsBy comes first");
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

  @Override
  public Content.@Nullable Chunk read() {
    if (!access.enter()) {
      return ended();
    }
    try {
      Content.Chunk chunk = super.read();
      return chunk == null || fits(chunk) ? chunk : refuse(chunk);
    } finally {
      access.leave();
    }
  }

  private boolean fits(Content.Chunk chunk) {
    read += chunk.remaining();
    return read <= maxBodySize;
  }

  private Content.Chunk refuse(Content.Chunk chunk) {
    chunk.release();
    InvocationException why = exchange.bodyTooLarge(maxBodySize);
    if (!access.isCommitted()) {
      end().end(why);
    }
    return Content.Chunk.from(new IOException(why.detail(), why), true);
  }

  private Content.Chunk ended() {
    return Content.Chunk.from(new AccessEndedException(exchange), true);
  }

  @Override
  public void demand(Runnable available) {
    if (!access.enter()) {
      available.run(); // the next read tells why
      return;
    }
    Handback handback = new Handback(Callback.from(available));
    demand.set(handback);
    try {
      super.demand(handback::succeeded);
    } finally {
      access.leave();
      handback.returned();
    }
  }

  /** Lets whoever waits for content try to read; to be called after the end. */
  void wake() {
    Handback waiting = demand.getAndSet(null);
    if (waiting != null) {
      waiting.succeeded();
    }
  }

  @Override
  public boolean consumeAvailable() {
    if (!access.enter()) {
      return true; // there is nothing left for the app
    }
    try {
      return super.consumeAvailable();
    } finally {
      access.leave();
    }
  }

  @Override
  public void fail(Throwable failure) {
    inside(() -> super.fail(failure));
  }

  @Override
  public void push(MetaData.Request resource) {
    inside(() -> super.push(resource));
  }

  @Override
  public void addIdleTimeoutListener(Predicate<TimeoutException> listener) {
    inside(() -> super.addIdleTimeoutListener(listener));
  }

  @Override
  public void addFailureListener(Consumer<Throwable> listener) {
    inside(() -> super.addFailureListener(listener));
  }

  /**
   * Keeps who wants to hear of the end of Jetty's stream until the servlet layer has ended itself:
   * what it does then, such as to give buffers back, must not happen under a thread of the app.
   */
  @Override
  public void addHttpStreamWrapper(Function<HttpStream, HttpStream> wrapper) {
    inside(() -> {
      if (completion.get() == null) {
        super.addHttpStreamWrapper(stream -> {
          var _ = completion.compareAndSet(null, new Completion(stream));
          return stream;
        });
      }
      completion.updateAndGet(known -> known == null ? null : wrapper.apply(known));
    });
  }

  /** The servlet layer has ended; to be called by it, however late. */
  void completed(@Nullable Throwable failure) {
    HttpStream stream = completion.getAndSet(null);
    if (stream == null) {
      return;
    }
    if (failure == null) {
      stream.succeeded();
    } else {
      stream.failed(failure);
    }
  }

  /** The stream as far as the servlet layer goes; Jetty itself completes the real one. */
  private static final class Completion extends HttpStream.Wrapper {
    Completion(HttpStream stream) {
      super(stream);
    }

    @Override
    public void succeeded() {
      // Only those around this want to hear of it.
    }

    @Override
    public void failed(Throwable failure) {
      // Likewise.
    }
  }

  @Override
  public @Nullable TunnelSupport getTunnelSupport() {
    if (!access.enter()) {
      return null;
    }
    try {
      return super.getTunnelSupport();
    } finally {
      access.leave();
    }
  }

  /** After the end it means nothing any more. */
  private void inside(Runnable call) {
    if (access.enter()) {
      try {
        call.run();
      } finally {
        access.leave();
      }
    }
  }

  /** An upgrade is part of the answer, so it waits for that. */
  @Override
  public @Nullable Object setAttribute(String name, @Nullable Object value) {
    if (!name.equals(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE)) {
      return super.setAttribute(name, value);
    }
    Object before = upgrade;
    upgrade = value;
    return before;
  }

  @Override
  public @Nullable Object getAttribute(String name) {
    return name.equals(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE)
        ? upgrade
        : super.getAttribute(name);
  }

  /** The answer begins, and with it the upgrade, if there is one. */
  void upgrade() {
    if (upgrade instanceof Connection upgraded) {
      super.setAttribute(
          HttpStream.UPGRADE_CONNECTION_ATTRIBUTE,
          connection.upgraded(upgraded, exchange.lease()::close));
    }
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
