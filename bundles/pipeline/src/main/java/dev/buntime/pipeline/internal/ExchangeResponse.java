package dev.buntime.pipeline.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The response that an app writes to, with a status and headers of its own.
 *
 * <p>They reach Jetty's response when the answer begins. Until then the runner can answer in the
 * app's stead without a trace of it; once the app's access has ended, whatever the app does fails
 * and reaches nobody.
 */
final class ExchangeResponse extends Response.Wrapper {
  private final AppAccess access;
  private final ExchangeRequest request;
  private final HttpFields first;
  private final HttpFields.Mutable headers;
  private boolean isUnread; // this and the next by one thread at a time, as Jetty demands
  private int lost;
  private volatile int status; // 0 as long as nobody chose one
  private volatile @Nullable Supplier<HttpFields> trailers;

  ExchangeResponse(ExchangeRequest request, Response response) {
    super(request, response);
    this.request = request;
    this.access = request.access();
    this.first = HttpFields.build(response.getHeaders());
    this.headers = HttpFields.build(first);
    this.status = response.getStatus();
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void setStatus(int code) {
    if (code < 100 || code > 999) {
      throw new IllegalArgumentException(code + " is no HTTP status");
    }
    if (!isCommitted()) {
      status = code;
    }
  }

  @Override
  public HttpFields.Mutable getHeaders() {
    return headers;
  }

  @Override
  public @Nullable Supplier<HttpFields> getTrailersSupplier() {
    return trailers;
  }

  @Override
  public void setTrailersSupplier(@Nullable Supplier<HttpFields> supplier) {
    trailers = supplier;
    if (access.isCommitted() && access.enter()) {
      try {
        super.setTrailersSupplier(supplier);
      } finally {
        access.leave();
      }
    }
  }

  /** Whether it is too late to change status and headers, or to answer at all. */
  @Override
  public boolean isCommitted() {
    return access.isCommitted() || access.isEnded();
  }

  @Override
  public boolean hasLastWrite() {
    return access.isEnded() || super.hasLastWrite();
  }

  @Override
  public void reset() {
    if (isCommitted()) {
      throw new IllegalStateException("response committed");
    }
    headers.clear();
    headers.add(first);
    status = 0;
    trailers = null;
  }

  @Override
  public CompletableFuture<Void> writeInterim(int code, HttpFields fields) {
    if (!access.enter()) {
      return CompletableFuture.failedFuture(new AccessEndedException(request.exchange()));
    }
    try {
      return super.writeInterim(code, fields);
    } finally {
      access.leave();
    }
  }

  @Override
  public void write(boolean last, ByteBuffer content, Callback callback) {
    if (!access.enter()) {
      callback.failed(new AccessEndedException(request.exchange()));
      return;
    }
    Handback handback = new Handback(callback);
    try {
      if (!hasBegun(last)) {
        handback.failed(new AccessEndedException(request.exchange()));
      } else if (isUnread && !last && lost++ >= AnswerTap.PATIENCE) {
        handback.failed(new EofException("nobody reads this body: the client asked for the head"));
      } else {
        super.write(last, content, handback);
      }
    } catch (RuntimeException e) {
      handback.failed(e); // completed meanwhile, or two threads of the app changed headers at once
    } finally {
      access.leave();
      handback.returned();
    }
  }

  /** Begins an answer that has no body, unless it has begun or may not begin any more. */
  void begin() {
    if (access.enter()) {
      try {
        var _ = hasBegun(true);
      } finally {
        access.leave();
      }
    }
  }

  /**
   * Whether the app's answer has begun, now or before; called inside.
   *
   * @param isWhole whether nothing follows what is written now
   */
  private boolean hasBegun(boolean isWhole) {
    if (access.commit()) {
      handOver();
      if (!isWhole) {
        endUnread();
      }
    }
    if (!access.isCommitted()) {
      return false;
    }
    request.exchange().lease().progressed();
    return true;
  }

  private void handOver() {
    Response real = getWrapped();
    int chosen = status;
    if (chosen != 0) {
      real.setStatus(chosen);
    }
    HttpFields.Mutable fields = real.getHeaders();
    fields.clear(); // but for those that Jetty keeps itself
    int kept = fields.size();
    for (HttpField field : headers) {
      HttpField same = find(fields, kept, field);
      if (same == null) {
        fields.add(field);
      } else if (!same.equals(field)) {
        fields.put(field);
      }
    }
    if (!fields.contains(RequestIds.HEADER)) {
      fields.put(RequestIds.HEADER, request.exchange().requestId());
    }
    Supplier<HttpFields> last = trailers;
    if (last != null) {
      real.setTrailersSupplier(last);
    }
    request.upgrade();
  }

  /**
   * Of an answer to {@code HEAD} nobody reads the body, so nothing would ever stop an app that does
   * not end it by itself. Its length is not told, and the connection is closed in the end.
   */
  private void endUnread() {
    HttpFields.Mutable fields = getWrapped().getHeaders();
    if (HttpMethod.HEAD.is(request.getMethod()) && !fields.contains(HttpHeader.CONTENT_LENGTH)) {
      isUnread = true;
      fields.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
  }

  /** The field of the same name among the first ones. */
  private static @Nullable HttpField find(HttpFields fields, int first, HttpField field) {
    for (int i = 0; i < first; i++) {
      HttpField known = fields.getField(i);
      if (known.isSameName(field)) {
        return known;
      }
    }
    return null;
  }
}
