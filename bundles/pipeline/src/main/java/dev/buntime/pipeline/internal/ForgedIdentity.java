package dev.buntime.pipeline.internal;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/**
 * Headers by which a client pretends to be somebody: all whose names begin with {@code X-Identity}.
 * Some programs read {@code _} in the name of a header like {@code -}.
 */
final class ForgedIdentity {
  private static final String PREFIX = "x-identity";

  private ForgedIdentity() {}

  /** The request without them; the same one if it has none. */
  static Request strip(Request request) {
    HttpFields fields = request.getHeaders();
    for (int i = 0; i < fields.size(); i++) {
      if (isForged(fields.getField(i).getName())) {
        return new ChangedRequest(request, without(fields));
      }
    }
    return request;
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

  /** Whether a header of this name, in any case, says who the client is. */
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
}
