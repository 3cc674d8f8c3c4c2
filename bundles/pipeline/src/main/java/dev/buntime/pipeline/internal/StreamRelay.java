package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.TunnelSupport;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what it does not decide itself. Unlike Jetty's own wrapper it may decide whether the
 * answer is committed.
 */
abstract class StreamRelay implements HttpStream {
  /** What it passes on to. */
  protected final HttpStream stream;

  StreamRelay(HttpStream stream) {
    this.stream = stream;
  }

  @Override
  public String getId() {
    return stream.getId();
  }

  @Override
  public Content.@Nullable Chunk read() {
    return stream.read();
  }

  @Override
  public void demand() {
    stream.demand();
  }

  @Override
  public void prepareResponse(HttpFields.Mutable headers) {
    stream.prepareResponse(headers);
  }

  @Override
  public void push(MetaData.Request resource) {
    stream.push(resource);
  }

  @Override
  public long getIdleTimeout() {
    return stream.getIdleTimeout();
  }

  @Override
  public void setIdleTimeout(long millis) {
    stream.setIdleTimeout(millis);
  }

  @Override
  public @Nullable TunnelSupport getTunnelSupport() {
    return stream.getTunnelSupport();
  }

  @Override
  public @Nullable Throwable consumeAvailable() {
    return stream.consumeAvailable();
  }

  @Override
  public InvocationType getInvocationType() {
    return stream.getInvocationType();
  }
}
