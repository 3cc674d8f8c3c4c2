package dev.buntime.plugin.authn.internal.token;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/** Addresses of providers: over TLS, unless on this machine or allowed. */
public final class Endpoints {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private Endpoints() {}

  /**
   * The text as an address.
   *
   * @param allowHttp whether other machines may be asked without TLS
   * @throws IllegalArgumentException if it cannot be one; the message says why
   */
  public static URI check(String text, boolean allowHttp) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("it is no URL", e);
    }
    String host = uri.getHost();
    if (host == null || uri.getScheme() == null) {
      throw new IllegalArgumentException("it is no URL with a scheme and a host");
    }
    if (uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException("it has a user in it");
    }
    if (uri.getRawFragment() != null) {
      throw new IllegalArgumentException("it has a fragment");
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("it is not https");
    }
    if (scheme.equals("http") && !allowHttp && !isLoopback(host)) {
      throw new IllegalArgumentException(
          "it is http on another machine: use https, or set allowHttp to true");
    }
    return uri;
  }

  private static boolean isLoopback(String host) {
    return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
  }
}
