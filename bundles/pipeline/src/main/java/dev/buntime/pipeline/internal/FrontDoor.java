package dev.buntime.pipeline.internal;

import dev.buntime.pipeline.internal.port.TrustedProxies;
import dev.buntime.plugins.Passage;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.Objects;
import org.apache.felix.http.jetty.LoadBalancerCustomizerFactory;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;

/**
 * Keeps requests out of a Jetty server that has no {@link Gate}, or no servlets yet: nothing of
 * Felix HTTP answers but through the plugins, and no app seems to be missing that only was not
 * asked. Thread-safe.
 *
 * <p>Felix HTTP opens its connector before it takes a preprocessor, so the gate comes too late for
 * the first requests; and it answers 404 until it has taken everything, and from when it begins to
 * stop. Of all that Felix HTTP takes from others only customizers of connections, which are meant
 * for load balancers, are there before. It has to be told to take them, and to start after this
 * component.
 */
@Component(
    service = {
      LoadBalancerCustomizerFactory.class,
      HttpConfiguration.Customizer.class,
      FrontDoor.class
    },
    property = {"service.ranking:Integer=2147483647", "dev.buntime.door=true"})
public final class FrontDoor
    implements LoadBalancerCustomizerFactory, HttpConfiguration.Customizer {
  private final TrustedProxies proxies;
  private volatile @Nullable Server open; // changed under the lock of this

  /**
   * Made by Declarative Services.
   *
   * @param proxies tells who really asks
   */
  @Activate
  public FrontDoor(@Reference TrustedProxies proxies) {
    this.proxies = proxies;
  }

  /** Felix HTTP begins to take what is on the whiteboard; {@link #open} comes later. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetWhiteboard")
  void setWhiteboard(HttpServiceRuntime runtime) {}

  /** Felix HTTP stops, or begins anew with another server; the first thing that it does then. */
  synchronized void unsetWhiteboard(HttpServiceRuntime runtime) {
    open = null;
  }

  @Override
  public HttpConfiguration.Customizer createCustomizer() {
    return this;
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    Server server = request.getConnectionMetaData().getConnector().getServer();
    if (server.equals(open)) {
      return proxies.customize(request, responseHeaders);
    }
    prepareRefusal(server);
    InvocationException why =
        new InvocationException(
            ErrorCode.NOT_READY, "The runner is starting or stopping. Try again in a moment.");
    throw new HttpException.RuntimeException(why.code().status(), why.detail(), why);
  }

  private synchronized void prepareRefusal(Server server) {
    if (!(server.getErrorHandler() instanceof ProblemHandler)) {
      server.setErrorHandler(new ProblemHandler(() -> Passage.NONE));
    }
  }

  /** The server has its gate and its handler of errors, and Felix HTTP dispatches. */
  synchronized void open(Server server) {
    open = server;
  }

  /** The gate of the server goes. */
  synchronized void close(Server server) {
    if (Objects.equals(open, server)) {
      open = null;
    }
  }
}
