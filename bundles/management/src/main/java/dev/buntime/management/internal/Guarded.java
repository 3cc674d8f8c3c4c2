package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;

/**
 * A servlet of the management API that says what a request for it needs; a service together with
 * its servlet. What nobody says of needs {@link Permission#ADMIN}.
 */
public interface Guarded {

  /**
   * What a request needs to be let in. The request has its path as the servlet sees it; nothing of
   * its body may be read.
   */
  Permission needed(HttpServletRequest request);

  /** Whether a request changes nothing (RFC 9110, section 9.2.1). */
  static boolean isRead(HttpServletRequest request) {
    return switch (request.getMethod()) {
      case "GET", "HEAD", "OPTIONS" -> true;
      default -> false;
    };
  }

  /** To look is enough for what changes nothing; all else is for admins. */
  static Permission readOrAdmin(HttpServletRequest request) {
    return isRead(request) ? Permission.READ : Permission.ADMIN;
  }
}
