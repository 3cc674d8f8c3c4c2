package dev.buntime.management.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the users of a provider may do, by the roles that the provider says they have.
 *
 * @param names roles of the provider that stand for a role of the runner
 */
record RoleMapping(Map<Role, Set<String>> names) {
  /**
   * What a plugin may say by itself begins with it: {@code buntime:admin}, {@code buntime:read}.
   */
  private static final String OWN = "buntime:";

  /** Copies the map. */
  RoleMapping {
    names = Map.copyOf(names);
  }

  /** The one of the configuration. */
  static RoleMapping of(ManagementConfig config) {
    Map<Role, Set<String>> names = new EnumMap<>(Role.class);
    names.put(Role.ADMIN, Set.copyOf(List.of(config.roles_admin())));
    names.put(Role.EDITOR, Set.copyOf(List.of(config.roles_editor())));
    names.put(Role.VIEWER, Set.copyOf(List.of(config.roles_viewer())));
    return new RoleMapping(names);
  }

  /** Who makes a request, as a plugin has found out; empty if none has. */
  Optional<Login> login(HttpServletRequest request) {
    Principal user = request.getUserPrincipal();
    if (user == null) {
      return Optional.empty();
    }
    List<String> rights = new ArrayList<>();
    Set<Permission> permissions = EnumSet.noneOf(Permission.class);
    for (Role role : Role.values()) {
      if (has(request, role)) {
        rights.add(role.word());
        permissions.addAll(role.permissions());
      }
    }
    for (Permission each : Permission.values()) {
      if (each != Permission.ADMIN && request.isUserInRole(OWN + each.word())) {
        rights.add(each.word());
        permissions.add(each);
      }
    }
    String provider = Objects.requireNonNullElse(request.getAuthType(), "unknown");
    return Optional.of(new Login(user.getName(), provider, rights, permissions));
  }

  private boolean has(HttpServletRequest request, Role role) {
    return request.isUserInRole(OWN + role.word())
        || names.getOrDefault(role, Set.of()).stream().anyMatch(request::isUserInRole);
  }
}
