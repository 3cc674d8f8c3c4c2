package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.Trailers;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Fields by which a client pretends to be somebody, before the body or behind it: all whose names
 * begin with {@code X-Identity}. Some programs read {@code _} in the name of a field like {@code
 * -}.
 */
final class ForgedIdentity {
  private static final String PREFIX = "x-identity";

  private ForgedIdentity() {}

  /** The request without them; the same one if it has none and no trailers can follow. */
  static Request strip(Request request) {
    HttpFields fields = request.getHeaders();
    if (mayHaveTrailers(request, fields)) {
      return new WithTrailers(request, honest(fields));
    }
    return hasForged(fields) ? new ChangedRequest(request, without(fields)) : request;
  }

  /** What comes behind the body is not known yet. */
  private static boolean mayHaveTrailers(Request request, HttpFields fields) {
    return fields.contains(HttpHeader.TRANSFER_ENCODING)
        || request.getConnectionMetaData().getHttpVersion().getVersion()
            >= HttpVersion.HTTP_2.getVersion();
  }

  private static HttpFields honest(HttpFields fields) {
    return hasForged(fields) ? without(fields) : fields;
  }

  private static boolean hasForged(HttpFields fields) {
    for (int i = 0; i < fields.size(); i++) {
      if (isForged(fields.getField(i).getName())) {
        return true;
      }
    }
    return false;
  }

  private static HttpFields without(HttpFields fields) {
    HttpFields.Mutable rest = HttpFields.build();
    fields.forEach(field -> {
      if (!isForged(field.getName())) {
        rest.add(field);
      }
    });
    return rest.asImmutable();
  }

  /** Whether a field of this name, in any case, says who the client is. */
  static boolean isForged(String name) {
    if (name.length() < PREFIX.length()) {
      return false;
    }
    for (int i = 0; i < PREFIX.length(); i++) {
      if (plain(name.charAt(i)) != PREFIX.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static char plain(char c) {
    return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
  }

  /** A request whose trailers are looked at when they are there. */
  private static final class WithTrailers extends Request.Wrapper {
    private final HttpFields headers;

    WithTrailers(Request request, HttpFields headers) {
      super(request);
      this.headers = headers;
    }

    @Override
    public HttpFields getHeaders() {
      return headers;
    }

    /** The servlet layer takes the trailers from what it reads. */
    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = super.read();
      return chunk instanceof Trailers trailers && hasForged(trailers.getTrailers())
          ? new Trailers(without(trailers.getTrailers()))
          : chunk;
    }

    @Override
    public @Nullable HttpFields getTrailers() {
      HttpFields trailers = super.getTrailers();
      return trailers == null ? null : honest(trailers);
    }
  }
}
