package dev.buntime.pipeline.internal.port;

import dev.buntime.pipeline.internal.ChangedRequest;
import dev.buntime.pipeline.internal.ServerConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.InetAddressSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Believes proxies that are trusted what they say of their clients, in {@code Forwarded} (RFC 7239)
 * or in {@code X-Forwarded-*}: who asks, by which scheme and under which name. Nobody else is
 * believed: what others send is taken out, so that no app and no plugin falls for it. Thread-safe.
 *
 * <p>Each proxy adds the address that it sees at the end; what stands before the last one that is
 * not trusted, the client itself has written.
 */
@Component(service = TrustedProxies.class, configurationPid = ServerConfig.PID)
public final class TrustedProxies implements HttpConfiguration.Customizer {
  private final ForwardedRequestCustomizer forwarded = new ForwardedRequestCustomizer();
  private volatile InetAddressSet trusted = new InetAddressSet();

  /** Made by Declarative Services. */
  @Activate
  public TrustedProxies(ServerConfig config) {
    modified(config);
  }

  /** Trusts others, from the next request on. */
  @Modified
  void modified(ServerConfig config) {
    InetAddressSet next = new InetAddressSet();
    for (String network : config.trusted_proxies()) {
      next.add(network);
    }
    trusted = next;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (!ForwardedFields.areIn(request.getHeaders())) {
      return request; // as nearly always
    }
    if (!isTrusted(request.getConnectionMetaData().getRemoteSocketAddress())) {
      return new ChangedRequest(request, ForwardedFields.without(request.getHeaders()));
    }
    HttpFields believed = ForwardedFields.believed(request.getHeaders(), this::isTrusted);
    return new Resolved(
        forwarded.customize(new ChangedRequest(request, believed), responseHeaders));
  }

  private boolean isTrusted(SocketAddress peer) {
    return peer instanceof InetSocketAddress tcp
        && tcp.getAddress() != null
        && trusted.test(tcp.getAddress());
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.test(address);
  }

  /** A request whose client has an address, where Jetty has put the text of one. */
  private static final class Resolved extends Request.Wrapper {
    private final ConnectionMetaData connection;

    Resolved(Request request) {
      super(request);
      ConnectionMetaData given = request.getConnectionMetaData();
      SocketAddress remote = resolved(given.getRemoteSocketAddress());
      connection =
          new ConnectionMetaData.Wrapper(given) {
            @Override
            public SocketAddress getRemoteSocketAddress() {
              return remote;
            }
          };
    }

    private static SocketAddress resolved(SocketAddress remote) {
      if (remote instanceof InetSocketAddress tcp && tcp.isUnresolved()) {
        InetAddress address = ForwardedFields.Node.address(tcp.getHostString());
        return address == null ? remote : new InetSocketAddress(address, tcp.getPort());
      }
      return remote;
    }

    @Override
    public ConnectionMetaData getConnectionMetaData() {
      return connection;
    }
  }
}
