package dev.buntime.pipeline.internal;

import dev.buntime.runtime.InvocationException;
import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request to the runner itself whose body has no length beforehand: reading more of it than may
 * be fails, and {@link ProblemHandler} says why.
 */
final class CappedRequest extends Request.Wrapper {
  private final long limit;
  private long read; // by one thread at a time, as Jetty demands
  private volatile @Nullable InvocationException refusal;

  CappedRequest(Request request, long limit) {
    super(request);
    this.limit = limit;
  }

  /** Why the body was not read to its end; null if it was, or still is being read. */
  @Nullable InvocationException refusal() {
    return refusal;
  }

  @Override
  public Content.@Nullable Chunk read() {
    InvocationException before = refusal;
    if (before != null) {
      return failure(before);
    }
    Content.Chunk chunk = super.read();
    if (chunk == null) {
      return null;
    }
    read += chunk.remaining();
    return read <= limit ? chunk : refuse(chunk);
  }

  private Content.Chunk refuse(Content.Chunk chunk) {
    chunk.release();
    InvocationException why = BodyLimit.tooLarge(limit);
    refusal = why;
    return failure(why);
  }

  private static Content.Chunk failure(InvocationException why) {
    return Content.Chunk.from(new IOException(why.detail(), why), true);
  }
}
