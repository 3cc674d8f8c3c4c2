package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.BodyTransform;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.plugin.PluginResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An answer that a test makes up. */
final class FakeResponse implements PluginResponse {
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final PluginRequest request;
  private int status = 200;

  FakeResponse(PluginRequest request) {
    this.request = request;
  }

  @Override
  public PluginRequest request() {
    return request;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public void setStatus(int next) {
    status = next;
  }

  @Override
  public Set<String> headerNames() {
    return headers.keySet();
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public void setHeader(String name, String... values) {
    if (values.length == 0) {
      headers.remove(name.toLowerCase(Locale.ROOT));
    } else {
      headers.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(List.of(values)));
    }
  }

  @Override
  public void addHeader(String name, String value) {
    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
  }

  @Override
  public void transformBody(BodyTransform transform) {
    throw new UnsupportedOperationException("nobody transforms it");
  }
}
