package dev.buntime.plugin;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A request on its way. It shows what earlier plugins have changed. The body is not shown: it
 * streams to whoever answers.
 *
 * <p>To be read by one thread at a time; may be kept until the answer has been sent.
 */
@ProviderType
public interface PluginRequest {

  /** Id of the request: the client's {@code X-Request-Id} if it was a sane one. */
  String requestId();

  /** Method, in the case that the client used. */
  String method();

  /** {@code http} or {@code https}; for a WebSocket handshake as well. */
  String scheme();

  /** Host and, if it was given, port that the client asked for; empty if it named none. */
  String authority();

  /** Path as the client typed it, still encoded. */
  String path();

  /** Query as the client typed it, without the question mark; null if there is none. */
  Optional<String> query();

  /** Address of the peer of the connection; empty if it is not an IP address. */
  Optional<InetSocketAddress> remoteAddress();

  /** Whether it asks for another protocol, such as WebSocket (RFC 9110, section 7.8; RFC 8441). */
  boolean isUpgrade();

  /** Names of all header fields, in lower case. */
  Set<String> headerNames();

  /** Values of all fields of this name, in the order of their lines; empty if there is none. */
  List<String> headers(String name);

  /** Value of the first field of this name. */
  default Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** An attribute that an earlier plugin has set. */
  Optional<Object> attribute(String name);

  /** Who makes the request, if a plugin has found out. */
  Optional<Identity> identity();

  /** The app version that will answer; empty for the runner's own paths and where there is none. */
  Optional<AppTarget> app();
}
