package dev.buntime.pipeline.internal;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Identity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What plugins can change of a request.
 *
 * @param isChanged whether the headers are others than the client's
 */
record RequestTraits(
    HttpFields headers,
    boolean isChanged,
    Map<String, Object> attributes,
    @Nullable ClientIdentity identity) {

  /** Those of a request that no plugin has changed. */
  static RequestTraits of(HttpFields headers) {
    return new RequestTraits(headers, false, Map.of(), null);
  }

  /**
   * What they are when a plugin has let the request go on.
   *
   * @throws IllegalArgumentException if the plugin gives an identity that cannot be passed on
   */
  RequestTraits after(String plugin, Decision.Pass pass) {
    Identity found = pass.identity();
    return new RequestTraits(
        pass.headers().isEmpty() ? headers : changed(headers, pass.headers()),
        isChanged || !pass.headers().isEmpty(),
        pass.attributes().isEmpty() ? attributes : with(pass.attributes()),
        found == null ? identity : ClientIdentity.of(found, plugin));
  }

  private static HttpFields changed(HttpFields headers, List<HeaderChange> changes) {
    HttpFields.Mutable next = HttpFields.build(headers);
    apply(changes, next);
    return next.asImmutable();
  }

  /** Replaces and removes fields. */
  static void apply(List<HeaderChange> changes, HttpFields.Mutable fields) {
    for (HeaderChange change : changes) {
      fields.remove(change.name());
      change.values().forEach(value -> fields.add(change.name(), value));
    }
  }

  private Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(attributes);
    all.putAll(more);
    return Map.copyOf(all);
  }

  /** The request with them, for whoever answers it. */
  Request applyTo(Request request) {
    attributes.forEach(request::setAttribute);
    if (identity == null) {
      return isChanged ? new ChangedRequest(request, headers) : request;
    }
    identity.setOn(request);
    return new ChangedRequest(
        request, HttpFields.build(headers).put(ClientIdentity.HEADER, identity.json()));
  }
}
