package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A request without a server. */
final class FakeRequest implements PluginRequest {
  private final String method;
  private final String path;
  private final Optional<AppTarget> app;
  private final Map<String, String> headers = new HashMap<>();
  private Map<String, Object> attributes = Map.of();
  private Optional<Identity> identity = Optional.empty();
  private Optional<InetSocketAddress> address =
      Optional.of(new InetSocketAddress("192.0.2.1", 1234));

  private FakeRequest(String method, String path, Optional<AppTarget> app) {
    this.method = method;
    this.path = path;
    this.app = app;
  }

  static FakeRequest toApp(String method, String app, String inside) {
    return new FakeRequest(
        method, "/" + app + inside, Optional.of(new AppTarget(app, "1.2.3", "", inside)));
  }

  static FakeRequest typed(String path, String app, String inside) {
    return new FakeRequest("GET", path, Optional.of(new AppTarget(app, "1.2.3", "", inside)));
  }

  static FakeRequest toRunner(String method, String path) {
    return new FakeRequest(method, path, Optional.empty());
  }

  FakeRequest by(Identity who) {
    identity = Optional.of(who);
    return this;
  }

  FakeRequest by(String sub, String... roles) {
    return by(Identity.of(sub, roles));
  }

  FakeRequest from(String ip) {
    address = Optional.of(new InetSocketAddress(ip, 1234));
    return this;
  }

  FakeRequest fromNowhere() {
    address = Optional.empty();
    return this;
  }

  FakeRequest with(String header, String value) {
    headers.put(header.toLowerCase(Locale.ROOT), value);
    return this;
  }

  FakeRequest withAttributes(Map<String, Object> all) {
    attributes = all;
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
    return "localhost";
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
    return address;
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
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).stream().toList();
  }

  @Override
  public Optional<Object> attribute(String name) {
    return Optional.ofNullable(attributes.get(name));
  }

  @Override
  public Optional<Identity> identity() {
    return identity;
  }

  @Override
  public Optional<AppTarget> app() {
    return app;
  }
}
