package dev.buntime.pipeline.internal;

import dev.buntime.runtime.HttpEndpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ServerConnector;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Limits what comes in through the connectors of Felix HTTP, without a restart of Jetty. */
@Component(
    immediate = true,
    service = {},
    configurationPid = ServerConfig.PID)
@Designate(ocd = ServerConfig.class)
public final class ServerLimits {
  private final List<ConnectionCap> caps = new CopyOnWriteArrayList<>();
  private volatile ServerConfig config;

  /** Made by Declarative Services. */
  @Activate
  public ServerLimits(ServerConfig config) {
    this.config = config;
  }

  /** Takes other limits; they count for connections that are opened from now on. */
  @Modified
  void modified(ServerConfig next) {
    config = next;
    caps.forEach(this::limit);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "removeEndpoint")
  void addEndpoint(HttpEndpoint endpoint) {
    if (endpoint instanceof JettyFront front) {
      front.connectors().forEach(this::add);
    }
  }

  private void add(ServerConnector connector) {
    ConnectionCap cap = ConnectionCap.install(connector);
    caps.add(cap);
    limit(cap);
  }

  void removeEndpoint(HttpEndpoint endpoint) {
    if (endpoint instanceof JettyFront front) {
      caps.stream().filter(cap -> front.has(cap.connector())).forEach(this::remove);
    }
  }

  private void remove(ConnectionCap cap) {
    caps.remove(cap);
    cap.remove();
  }

  private void limit(ConnectionCap cap) {
    ServerConfig now = config;
    cap.limit(now.limits_connections());
    cap.connector().getConnectionFactories().stream()
        .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
        .map(HttpConfiguration.ConnectionFactory.class::cast)
        .forEach(
            factory -> factory.getHttpConfiguration().setRequestHeaderSize(now.limits_header()));
  }
}
