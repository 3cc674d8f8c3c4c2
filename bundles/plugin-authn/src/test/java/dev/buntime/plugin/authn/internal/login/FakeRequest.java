package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A request that a test makes up. */
final class FakeRequest implements PluginRequest {
  private final String method;
  private final String path;
  private final Optional<String> query;
  private final Map<String, List<String>> headers = new TreeMap<>();
  private final Map<String, Object> attributes = new HashMap<>();
  private String scheme = "http";
  private String authority = "localhost:8000";
  private boolean upgrade;
  private Optional<AppTarget> app = Optional.empty();
  private Optional<Identity> identity = Optional.empty();

  private FakeRequest(String method, String target) {
    this.method = method;
    int mark = target.indexOf('?');
    path = mark < 0 ? target : target.substring(0, mark);
    query = mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1));
  }

  /** As a browser sends it when a person follows a link. */
  static FakeRequest navigation(String target) {
    return new FakeRequest("GET", target)
        .with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
        .with("Sec-Fetch-Mode", "navigate");
  }

  static FakeRequest of(String method, String target) {
    return new FakeRequest(method, target);
  }

  FakeRequest with(String header, String value) {
    headers.computeIfAbsent(header.toLowerCase(Locale.ROOT), _ -> new ArrayList<>()).add(value);
    return this;
  }

  FakeRequest without(String header) {
    headers.remove(header.toLowerCase(Locale.ROOT));
    return this;
  }

  FakeRequest at(String otherScheme, String otherAuthority) {
    scheme = otherScheme;
    authority = otherAuthority;
    return this;
  }

  FakeRequest upgrading() {
    upgrade = true;
    return this;
  }

  FakeRequest forApp() {
    app = Optional.of(new AppTarget("shop", "1.0.0", "", "/"));
    return this;
  }

  FakeRequest as(Identity who) {
    identity = Optional.of(who);
    return this;
  }

  FakeRequest withAttributes(Map<String, Object> more) {
    attributes.putAll(more);
    return this;
  }

  @Override
  public String requestId() {
    return "r-1";
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public String authority() {
    return authority;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public Optional<String> query() {
    return query;
  }

  @Override
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.empty();
  }

  @Override
  public boolean isUpgrade() {
    return upgrade;
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
