package dev.buntime.plugin.authn.internal.basic;

import dev.buntime.credentials.PasswordHash;
import dev.buntime.plugin.Identity;

/**
 * A user of the configuration.
 *
 * @param identity who gets in; its {@code sub} is the name to log in with
 * @param password what the password is checked against
 */
public record LocalUser(Identity identity, PasswordHash password) {
  /** The name to log in with. */
  public String name() {
    return identity.sub();
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return name();
  }
}
