package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds requests that a browser sends for a page of another site. A browser adds the login of the
 * operator to them, whom nobody asked (cross-site request forgery); it also says where they come
 * from (W3C Fetch Metadata; RFC 6454, section 7), which a page cannot forge. Other clients say
 * nothing of the kind.
 */
final class CrossSite {
  /** What changes nothing (RFC 9110, section 9.2.1). */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private static final Set<String> OWN = Set.of("same-origin", "none");

  private CrossSite() {}

  /** Whether a request would change something, and comes from a page of another site. */
  static boolean isForged(HttpServletRequest request) {
    if (SAFE.contains(request.getMethod())) {
      return false;
    }
    String site = request.getHeader("Sec-Fetch-Site");
    if (site != null) {
      return !OWN.contains(site);
    }
    String origin = request.getHeader("Origin");
    return origin != null && !isSelf(origin, request.getHeader("Host"));
  }

  private static boolean isSelf(String origin, @Nullable String host) {
    try {
      String from = URI.create(origin).getRawAuthority();
      return from != null && host != null && from.equalsIgnoreCase(host);
    } catch (IllegalArgumentException _) {
      return false; // "null" is one as well, and has no authority
    }
  }
}
