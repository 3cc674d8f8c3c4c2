package dev.buntime.plugin.authn.internal.login;

import dev.buntime.plugin.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who makes a request, by the cookie of the session.
 *
 * @param session its id; empty if there is none that counts
 * @param identity who it is; empty if there is no session that counts
 * @param expires when the session ends at the latest; the epoch if there is none
 * @param cookies fields {@code Set-Cookie} for the answer, whatever it is
 */
public record Visitor(
    String session, Optional<Identity> identity, Instant expires, List<String> cookies) {
  /** Without a session that counts. */
  public static final Visitor NONE = new Visitor("", Optional.empty(), Instant.EPOCH, List.of());

  /** Copies the list. */
  public Visitor {
    cookies = List.copyOf(cookies);
  }

  /** Tells nothing of the session. */
  @Override
  public String toString() {
    return identity.isPresent() ? "somebody who has logged in" : "nobody who has logged in";
  }
}
