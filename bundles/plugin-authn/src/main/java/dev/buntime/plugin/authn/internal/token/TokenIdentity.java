package dev.buntime.plugin.authn.internal.token;

import dev.buntime.plugin.Identity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whom a token stands for. */
public final class TokenIdentity {
  /** Roles that begin like this give rights on the runner itself; no token may give them. */
  private static final String RESERVED = "buntime:";

  private TokenIdentity() {}

  /** The identity that the claims describe. */
  public static Identity of(VerifiedToken token) {
    String name = token.text("name");
    return new Identity(
        token.subject(),
        name.isEmpty() ? token.text("preferred_username") : name,
        token.text("email"),
        roles(token.claims().get("roles")),
        texts(token.claims().get("groups")),
        token.claims());
  }

  private static Set<String> roles(@Nullable Object claim) {
    Set<String> roles = new HashSet<>(texts(claim));
    roles.removeIf(role -> role.toLowerCase(java.util.Locale.ROOT).strip().startsWith(RESERVED));
    return roles;
  }

  /** One text, or those in a list; what is something else does not count. */
  private static Set<String> texts(@Nullable Object claim) {
    Set<String> texts = new HashSet<>();
    for (Object each : claim instanceof List<?> list ? list : List.of(claim == null ? "" : claim)) {
      if (each instanceof String text && !text.isBlank()) {
        texts.add(text);
      }
    }
    return texts;
  }
}
