package dev.buntime.plugin.authn.internal.token;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a token says whose signature and claims have been checked.
 *
 * @param subject its {@code sub}, never empty
 * @param claims all of its claims, as JSON has them
 */
public record VerifiedToken(String subject, Map<String, Object> claims) {

  /** Copies the claims. */
  public VerifiedToken {
    Objects.requireNonNull(subject, "subject");
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /** The claim if it is a text; otherwise an empty one. */
  public String text(String claim) {
    return claims.get(claim) instanceof String text ? text : "";
  }

  /** Tells nothing of the claims: they are about a person. */
  @Override
  public String toString() {
    return "a verified token";
  }
}
