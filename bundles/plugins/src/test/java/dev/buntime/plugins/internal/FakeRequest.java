package dev.buntime.plugins.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request of which nothing but the id is known. */
record FakeRequest(String requestId) implements PluginRequest {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public String authority() {
    return "";
  }

  @Override
  public String path() {
    return "/";
  }

  @Override
  public Optional<String> query() {
    return Optional.empty();
  }

  @Override
  public Optional<InetSocketAddress> remoteAddress() {
    return Optional.empty();
  }

  @Override
  public boolean isUpgrade() {
    return false;
  }

  @Override
  public Set<String> headerNames() {
    return Set.of();
  }

  @Override
  public List<String> headers(String name) {
    return List.of();
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
    return Optional.empty();
  }
}
