package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * Who is logged in at the management plane, and what that allows.
 *
 * @param user unique name at the provider
 * @param provider who says so: {@value #LOCAL} or the name of a plugin
 * @param rights the roles and single permissions, as people write them
 * @param permissions what they come to
 */
record Login(String user, String provider, List<String> rights, Set<Permission> permissions) {
  /** The provider of the admin whose password lies in the data folder. */
  static final String LOCAL = "local";

  /** The admin. */
  static final Login ADMIN =
      new Login(AdminLogin.USER, LOCAL, List.of(Role.ADMIN.word()), Role.ADMIN.permissions());

  private static final String ATTRIBUTE = Login.class.getName();

  /** Copies what it is given. */
  Login {
    rights = List.copyOf(rights);
    permissions = Set.copyOf(permissions);
  }

  /** Whether this is allowed. */
  boolean may(Permission needed) {
    return permissions.contains(needed);
  }

  /** Who makes a request that was let in. */
  static Optional<Login> of(HttpServletRequest request) {
    return Optional.ofNullable((Login) request.getAttribute(ATTRIBUTE));
  }

  /**
   * From now on the request knows it. Of whom a plugin has identified the servlet API knows it
   * already, and more.
   */
  void setOn(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
    if (provider.equals(LOCAL)) {
      request.setAttribute(ServletContextHelper.REMOTE_USER, user);
      request.setAttribute(ServletContextHelper.AUTHENTICATION_TYPE, provider);
    }
  }
}
