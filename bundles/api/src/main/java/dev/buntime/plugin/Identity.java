package dev.buntime.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who makes a request, as a plugin has found out.
 *
 * <p>Apps see it as {@code getUserPrincipal}, {@code isUserInRole} and {@code getRemoteUser}, and
 * as JSON in the header {@code X-Identity}. What a client sends under that name never gets through.
 *
 * @param sub unique id of the subject, never empty
 * @param name for people; empty if unknown
 * @param email empty if unknown
 * @param roles what {@code isUserInRole} answers
 * @param groups of the subject
 * @param claims whatever else is known: texts, numbers, truth values, lists and maps of those
 */
public record Identity(
    String sub,
    String name,
    String email,
    Set<String> roles,
    Set<String> groups,
    Map<String, Object> claims) {

  /**
   * Copies its collections.
   *
   * @throws IllegalArgumentException if {@code sub} is empty
   */
  public Identity {
    if (sub.isEmpty()) {
      throw new IllegalArgumentException("the sub of an identity must not be empty");
    }
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(email, "email");
    roles = Set.copyOf(roles);
    groups = Set.copyOf(groups);
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  /** An identity of which nothing but the id and the roles is known. */
  public static Identity of(String sub, String... roles) {
    return new Identity(sub, "", "", Set.of(roles), Set.of(), Map.of());
  }
}
