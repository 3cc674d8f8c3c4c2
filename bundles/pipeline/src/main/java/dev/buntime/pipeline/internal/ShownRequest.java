package dev.buntime.pipeline.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.PluginRequest;
import dev.buntime.runtime.InvocationException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.TunnelSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request that is shown to plugins, and what they have made of it so far. Thread-safe; what it
 * {@linkplain #view shows} never changes.
 */
final class ShownRequest {
  private final Request client;
  private final String id;
  private final @Nullable AppTarget app;
  private final boolean own;
  private volatile RequestTraits traits;

  /**
   * @param client the request without forged headers
   * @param app who will answer; null if no app will
   * @param own whether the runner's own login guards it
   */
  ShownRequest(Request client, String id, @Nullable AppTarget app, boolean own) {
    this.client = client;
    this.id = id;
    this.app = app;
    this.own = own;
    this.traits = RequestTraits.of(client.getHeaders());
  }

  /** The request as the client sent it, but for forged headers. */
  Request client() {
    return client;
  }

  /** Whether the runner's own login guards it. */
  boolean isOwn() {
    return own;
  }

  /** The request as plugins have left it. */
  Request changed() {
    return traits.applyTo(client);
  }

  /** A plugin lets it go on; see {@link RequestTraits#after}. */
  void passed(String plugin, Decision.Pass pass) {
    traits = traits.after(plugin, pass);
  }

  /** What a plugin is shown at this moment. */
  PluginRequest view() {
    return new View(this, traits);
  }

  /** The problem to answer with, about the app that was asked for. */
  Problem problem(InvocationException why) {
    return about(Problem.of(why, id));
  }

  /** The problem to answer with that has no code of its own. */
  Problem problem(int status, String detail) {
    return about(Problem.ofStatus(status, detail, id));
  }

  private Problem about(Problem problem) {
    return app == null ? problem : problem.about(app.app(), app.version());
  }

  private boolean isUpgrade() {
    HttpFields fields = client.getHeaders();
    return (fields.contains(HttpHeader.UPGRADE)
            && fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.UPGRADE.asString()))
        || (HttpMethod.CONNECT.is(client.getMethod()) && isTunnel(client));
  }

  /** Whether the client takes the runner for a proxy and wants a tunnel to somebody else. */
  static boolean isProxyConnect(Request request) {
    return HttpMethod.CONNECT.is(request.getMethod()) && !isTunnel(request);
  }

  /** Not to be asked for any other method: Jetty does not tell it once the request is answered. */
  private static boolean isTunnel(Request request) {
    TunnelSupport tunnel = request.getTunnelSupport();
    return tunnel != null && tunnel.getProtocol() != null;
  }

  /** Before HTTP/2 only the header says it: Jetty puts an authority of its own where none is. */
  private String authority() {
    String host = client.getHeaders().get(HttpHeader.HOST);
    if (host != null) {
      return host;
    }
    boolean isNamed =
        client.getConnectionMetaData().getHttpVersion().getVersion()
            >= HttpVersion.HTTP_2.getVersion();
    String authority = client.getHttpURI().getAuthority();
    return isNamed && authority != null ? authority : "";
  }

  private record View(ShownRequest shown, RequestTraits traits) implements PluginRequest {
    @Override
    public String requestId() {
      return shown.id;
    }

    @Override
    public String method() {
      return shown.client.getMethod();
    }

    @Override
    public String scheme() {
      return shown.client.getHttpURI().getScheme();
    }

    @Override
    public String authority() {
      return shown.authority();
    }

    @Override
    public String path() {
      return shown.client.getHttpURI().getPath();
    }

    @Override
    public Optional<String> query() {
      return Optional.ofNullable(shown.client.getHttpURI().getQuery());
    }

    @Override
    public Optional<InetSocketAddress> remoteAddress() {
      return shown.client.getConnectionMetaData().getRemoteSocketAddress()
              instanceof InetSocketAddress address
          ? Optional.of(address)
          : Optional.empty();
    }

    @Override
    public boolean isUpgrade() {
      return shown.isUpgrade();
    }

    @Override
    public Set<String> headerNames() {
      return traits.headers().stream()
          .map(field -> field.getLowerCaseName())
          .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public List<String> headers(String name) {
      return List.copyOf(traits.headers().getValuesList(name));
    }

    @Override
    public Optional<Object> attribute(String name) {
      return Optional.ofNullable(traits.attributes().get(name));
    }

    @Override
    public Optional<Identity> identity() {
      return Optional.ofNullable(traits.identity()).map(ClientIdentity::identity);
    }

    @Override
    public Optional<AppTarget> app() {
      return Optional.ofNullable(shown.app);
    }
  }
}
