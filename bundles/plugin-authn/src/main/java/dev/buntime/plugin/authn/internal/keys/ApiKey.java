package dev.buntime.plugin.authn.internal.keys;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An API key, without the key itself.
 *
 * @param id by which it is named
 * @param name for people
 * @param hash SHA-256 of the key, in hex
 * @param roles on the management plane: {@code admin}, {@code editor}, {@code viewer}
 * @param permissions on the management plane, single ones: {@code read}, {@code deploy} …
 * @param appRoles that apps see
 * @param created when it was made
 * @param expires when it ends; empty if never
 * @param lastUsed empty if never; a minute late at most
 */
public record ApiKey(
    String id,
    String name,
    String hash,
    Set<String> roles,
    Set<String> permissions,
    Set<String> appRoles,
    Instant created,
    Optional<Instant> expires,
    Optional<Instant> lastUsed) {

  /** Copies its collections. */
  public ApiKey {
    roles = Set.copyOf(roles);
    permissions = Set.copyOf(permissions);
    appRoles = Set.copyOf(appRoles);
  }

  /** The same key, used at this time. */
  ApiKey usedAt(Instant time) {
    return new ApiKey(
        id, name, hash, roles, permissions, appRoles, created, expires, Optional.of(time));
  }

  /** Whether it has ended. */
  boolean isExpired(Instant now) {
    return expires.filter(end -> !now.isBefore(end)).isPresent();
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "API key " + id;
  }
}
