package dev.buntime.pipeline.internal.port;

import java.util.Optional;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * The second port, for operators alone, if the settings have one: a connector beside that of Felix
 * HTTP, in the same server. It speaks HTTPS if the first one does, with the same certificate.
 */
@Component(immediate = true, service = ManagementPort.class)
public final class ManagementPort {
  /** Version ranges have brackets, carets and bars, which clients like curl send as they are. */
  public static final UriCompliance URIS =
      UriCompliance.DEFAULT.with("BUNTIME", UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS);

  private static final String NAME = "management";
  private static final int SELECTORS = 1; // few people, few requests
  private static final long IDLE_MILLIS = 60_000; // as Felix HTTP's own

  private final Optional<Address> address;
  private final TlsPort tls;
  private final HttpConfiguration.Customizer door;
  private final @Nullable ServiceRegistration<ConnectorFactory> registration;

  private record Address(String host, int port) {}

  /**
   * Made by Declarative Services.
   *
   * @param tls has the certificate
   * @param door looks at each request first
   */
  @Activate
  public ManagementPort(
      BundleContext context,
      @Reference TlsPort tls,
      @Reference(target = "(dev.buntime.door=true)") HttpConfiguration.Customizer door) {
    this.tls = tls;
    this.door = door;
    this.address = address(context);
    this.registration =
        address.isEmpty()
            ? null
            : context.registerService(ConnectorFactory.class, this::connector, null);
  }

  private static Optional<Address> address(BundleContext context) {
    String host = context.getProperty("buntime.fixed.management.host");
    String port = context.getProperty("buntime.fixed.management.port");
    return host == null || port == null
        ? Optional.empty()
        : Optional.of(new Address(host, Integer.parseInt(port)));
  }

  @Deactivate
  void stop() {
    if (registration != null) {
      registration.unregister();
    }
  }

  /** Whether operators have a port of their own. */
  public boolean isOn() {
    return address.isPresent();
  }

  /** Whether a connector is that of operators. */
  public static boolean is(Connector connector) {
    return NAME.equals(connector.getName());
  }

  /** Whether a request came in by the port of operators. */
  public static boolean isVia(Request request) {
    return is(request.getConnectionMetaData().getConnector());
  }

  private Connector connector(Server server) {
    Address where = address.orElseThrow();
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setUriCompliance(URIS);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    ServerConnector connector =
        new ServerConnector(server, SELECTORS, SELECTORS, first(http, server));
    if (tls.isOn()) {
      SecureRequestCustomizer secure = new SecureRequestCustomizer();
      secure.setSniHostCheck(false); // nothing is told by the name
      configuration.addCustomizer(secure);
      connector.addConnectionFactory(http);
    }
    configuration.addCustomizer(door);
    connector.setName(NAME);
    connector.setHost(where.host());
    connector.setPort(where.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private ConnectionFactory first(HttpConnectionFactory http, Server server) {
    if (!tls.isOn()) {
      return http;
    }
    SslContextFactory.Server contexts = new SslContextFactory.Server();
    tls.add(contexts, server);
    return new SslConnectionFactory(contexts, http.getProtocol());
  }
}
