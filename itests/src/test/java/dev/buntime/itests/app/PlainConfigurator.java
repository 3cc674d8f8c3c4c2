package dev.buntime.itests.app;

import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;

/**
 * A handshake that refuses nobody and agrees on nothing. All methods are answered here: the default
 * of the platform is for a service loader to find.
 */
public final class PlainConfigurator extends ServerEndpointConfig.Configurator {
  private final Supplier<Endpoint> endpoints;

  /**
   * @param endpoints makes one for each connection
   */
  public PlainConfigurator(Supplier<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(endpoints.get());
  }

  @Override
  public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
    return "";
  }

  @Override
  public List<Extension> getNegotiatedExtensions(
      List<Extension> installed, List<Extension> requested) {
    return List.of();
  }

  @Override
  public boolean checkOrigin(String origin) {
    return true;
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    // Nothing to add.
  }
}
