package dev.buntime.management.internal;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A set of permissions with a name. */
@SuppressWarnings("ImmutableEnumChecker") // nobody can change the set
enum Role {
  /** May do everything. */
  ADMIN(EnumSet.allOf(Permission.class)),
  /** May look, and change what is deployed. */
  EDITOR(EnumSet.complementOf(EnumSet.of(Permission.ADMIN))),
  /** May look. */
  VIEWER(EnumSet.of(Permission.READ));

  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = Collections.unmodifiableSet(permissions);
  }

  /** What who has it may do. */
  Set<Permission> permissions() {
    return permissions;
  }

  /** As people write it. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
