package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** A request with other headers than the client sent. */
public final class ChangedRequest extends Request.Wrapper {
  private final HttpFields headers;

  /** The same request, with these headers. */
  public ChangedRequest(Request request, HttpFields headers) {
    super(request);
    this.headers = headers;
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }
}
