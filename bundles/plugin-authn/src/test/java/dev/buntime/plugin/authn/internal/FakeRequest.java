package dev.buntime.plugin.authn.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A request without a server. */
public final class FakeRequest implements PluginRequest {
  private final String method;
  private final String path;
  private final Optional<AppTarget> app;
  private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  private FakeRequest(String method, String path, Optional<AppTarget> app) {
    this.method = method;
    this.path = path;
    this.app = app;
  }

  /** To an app. */
  public static FakeRequest toApp(String method, String app, String inside) {
    return new FakeRequest(
        method, "/" + app + inside, Optional.of(new AppTarget(app, "1.0.0", "", inside)));
  }

  /** To an app, by a path that was typed in another way. */
  public static FakeRequest typed(String path, String app, String inside) {
    return new FakeRequest("GET", path, Optional.of(new AppTarget(app, "1.0.0", "", inside)));
  }

  /** To no app. */
  public static FakeRequest toRunner(String method, String path) {
    return new FakeRequest(method, path, Optional.empty());
  }

  /** With one more line of a field. */
  public FakeRequest with(String name, String value) {
    headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
    return this;
  }

  @Override
  public String requestId() {
    return "r1";
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String authority() {
    return "localhost:8000";
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Optional<String> query() {
    return Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.of(new InetSocketAddress("192.0.2.7", 4711));
  }

  @Override
  public boolean isUpgrade() {
    return false;
  }

  @Override
  public Set<String> headerNames() {
    return headers.keySet();
  }

  @Override
  public List<String> headers(String name) {
    return headers.getOrDefault(name, List.of());
  }

  @Override
  public Optional<Object> attribute(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Identity> identity() {
    return Optional.empty();
  }

  @Override
  public Optional<AppTarget> app() {
    return app;
  }
}
