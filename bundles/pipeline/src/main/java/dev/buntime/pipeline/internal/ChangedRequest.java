package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** A request with other headers than the client sent. */
final class ChangedRequest extends Request.Wrapper {
  private final HttpFields headers;

  ChangedRequest(Request request, HttpFields headers) {
    super(request);
    this.headers = headers;
  }

  @Override
  public HttpFields getHeaders() {
    return headers;
  }
}
