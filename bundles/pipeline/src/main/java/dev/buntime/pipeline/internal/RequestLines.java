package dev.buntime.pipeline.internal;

import dev.buntime.log.AccessEntry;
import dev.buntime.log.AccessLog;
import dev.buntime.versions.AppVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * Tells the access log of each exchange when it has ended, however it has. Felix HTTP calls every
 * service of this type. Thread-safe.
 *
 * <p>Queries are left out, that of the referer too: they may have secrets in them.
 */
@Component(service = RequestLog.class)
public final class RequestLines implements RequestLog {
  /** Request attribute with the {@link AppVersion} that answers. */
  static final String APP = "dev.buntime.app";

  private volatile @Nullable AccessLog lines;

  /** Made by Declarative Services. */
  @Activate
  public RequestLines() {}

  /** There is somebody who writes requests down. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      unbind = "unsetLines")
  void setLines(AccessLog found) {
    lines = found;
  }

  void unsetLines(AccessLog lost) {
    if (lost.equals(lines)) {
      lines = null;
    }
  }

  @Override
  public void log(Request request, Response response) {
    AccessLog log = lines;
    boolean isOfClient = request.getConnectionMetaData().getConnector() instanceof NetworkConnector;
    if (log != null && log.isOn() && isOfClient) { // else the runner has asked an app something
      log.write(entry(request, response));
    }
  }

  private static AccessEntry entry(Request request, Response response) {
    AppVersion app = request.getAttribute(APP) instanceof AppVersion found ? found : null;
    return new AccessEntry(
        Instant.ofEpochMilli(Request.getTimeStamp(request)),
        client(request.getConnectionMetaData().getRemoteSocketAddress()),
        request.getMethod(),
        pathOf(request),
        request.getConnectionMetaData().getProtocol(),
        response.getStatus(),
        Response.getContentBytesWritten(response),
        NanoTime.millisSince(request.getBeginNanoTime()),
        withoutQuery(request.getHeaders().get(HttpHeader.REFERER)),
        request.getHeaders().get(HttpHeader.USER_AGENT),
        request.getAttribute(RequestIds.ATTRIBUTE) instanceof String id ? id : null,
        request.getAttribute(TraceParent.ATTRIBUTE) instanceof String trace ? trace : null,
        app == null ? null : app.app(),
        app == null ? null : app.version().toString());
  }

  private static String client(SocketAddress address) {
    return address instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : "-";
  }

  private static String pathOf(Request request) {
    String path = request.getHttpURI().getPath();
    return path == null ? "-" : path;
  }

  static @Nullable String withoutQuery(@Nullable String url) {
    return url == null ? null : url.replaceFirst("//[^/]*@", "//").replaceFirst("[?#].*", "");
  }
}
