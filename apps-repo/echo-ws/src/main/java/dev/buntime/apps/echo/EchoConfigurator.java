package dev.buntime.apps.echo;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * The handshake of the echo: every origin is welcome, no subprotocol, no extension.
 *
 * <p>An app that reads cookies must not welcome every origin. All methods are answered here because
 * the inherited ones look for the server's classes in the class loader of the thread, which a
 * bundle should not rely on.
 */
final class EchoConfigurator extends ServerEndpointConfig.Configurator {

  @Override
  public boolean checkOrigin(String origin) {
    return true;
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
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(new EchoEndpoint());
  }
}
