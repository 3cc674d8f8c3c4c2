package dev.buntime.plugin.authn.internal.login;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Scheme, host and port under which browsers reach the runner.
 *
 * @param scheme {@code http} or {@code https}
 * @param authority host in lower case and, unless it is that of the scheme, port
 */
record PublicOrigin(String scheme, String authority) {
  private static final Pattern HOST =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.[0-9]{1,3}){3}|\\[::1])(?::[0-9]{1,5})?");

  /**
   * The origin, if there can be one like that.
   *
   * @param authority as in the field {@code Host}
   */
  static Optional<PublicOrigin> of(String scheme, String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    boolean isWeb = scheme.equals("http") || scheme.equals("https");
    return isWeb && HOST.matcher(lower).matches()
        ? Optional.of(new PublicOrigin(scheme, withoutDefaultPort(scheme, lower)))
        : Optional.empty();
  }

  /** The origin that a text such as {@code https://apps.example.org} names. */
  static Optional<PublicOrigin> parse(String text) {
    try {
      URI uri = new URI(text);
      boolean isBare =
          (uri.getRawPath() == null || uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"))
              && uri.getRawQuery() == null
              && uri.getRawFragment() == null;
      return isBare && uri.getScheme() != null && uri.getRawAuthority() != null
          ? of(uri.getScheme().toLowerCase(Locale.ROOT), uri.getRawAuthority())
          : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty(); // no URI, so no origin either
    }
  }

  private static String withoutDefaultPort(String scheme, String authority) {
    String port = scheme.equals("https") ? ":443" : ":80";
    return authority.endsWith(port)
        ? authority.substring(0, authority.length() - port.length())
        : authority;
  }

  /**
   * Whether it is this machine for whoever uses it, so that nobody else gets what is sent there.
   */
  boolean isLoopback() {
    return LOOPBACK.matcher(authority).matches();
  }

  /** Whether cookies of it are sent over TLS alone. */
  boolean isSecure() {
    return scheme.equals("https");
  }

  /** The address of a path. */
  String at(String path) {
    return this + path;
  }

  /** As in the field {@code Origin}. */
  @Override
  public String toString() {
    return scheme + "://" + authority;
  }
}
