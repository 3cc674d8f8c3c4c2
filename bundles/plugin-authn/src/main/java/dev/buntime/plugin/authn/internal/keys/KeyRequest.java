package dev.buntime.plugin.authn.internal.keys;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.buntime.jsonc.Nearest;
import dev.buntime.plugin.authn.internal.token.Printable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an admin wants a new API key to be.
 *
 * @param name for people, not blank
 * @param roles on the management plane
 * @param permissions on the management plane
 * @param appRoles that apps see
 * @param lifetime empty if it does not end
 */
public record KeyRequest(
    String name,
    Set<String> roles,
    Set<String> permissions,
    Set<String> appRoles,
    Optional<Duration> lifetime) {
  /** Roles that there are. */
  static final List<String> ROLES = List.of("admin", "editor", "viewer");

  /** Permissions that there are. */
  static final List<String> PERMISSIONS = List.of("read", "deploy", "restart", "traffic");

  private static final List<String> MEMBERS =
      List.of("name", "roles", "permissions", "appRoles", "expiresInDays");
  private static final int LONGEST_NAME = 100;
  private static final int MOST_ROLES = 50;
  private static final int MOST_DAYS = 3650;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Copies its collections. */
  public KeyRequest {
    roles = Set.copyOf(roles);
    permissions = Set.copyOf(permissions);
    appRoles = Set.copyOf(appRoles);
  }

  /**
   * Reads the body of a request.
   *
   * @throws IllegalArgumentException if it is not one; the message says what is allowed
   */
  static KeyRequest of(String body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("The body is not JSON, or has a member twice.", e);
    }
    if (!root.isObject()) {
      throw new IllegalArgumentException(
          "The body must be an object: {\"name\": \"ci\", \"roles\": [\"editor\"]}.");
    }
    for (String name : root.properties().stream().map(each -> each.getKey()).toList()) {
      if (!MEMBERS.contains(name)) {
        throw new IllegalArgumentException(
            "%s is not a member of a key%s The members are %s."
                .formatted(
                    Printable.of(name),
                    Nearest.to(name, MEMBERS).map("; did you mean %s?"::formatted).orElse("."),
                    String.join(", ", MEMBERS)));
      }
    }
    KeyRequest request =
        new KeyRequest(
            name(root.path("name")),
            some("roles", root.path("roles"), ROLES),
            some("permissions", root.path("permissions"), PERMISSIONS),
            appRoles(root.path("appRoles")),
            lifetime(root.path("expiresInDays")));
    if (request.roles.isEmpty() && request.permissions.isEmpty() && request.appRoles.isEmpty()) {
      throw new IllegalArgumentException(
          "A key needs at least one of roles, permissions and appRoles; without them it could do"
              + " nothing.");
    }
    return request;
  }

  private static String name(JsonNode node) {
    String name = node.isTextual() ? node.textValue().strip() : "";
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "name must be a text of 1 to %d printable characters.".formatted(LONGEST_NAME));
    }
    return name;
  }

  private static Set<String> some(String member, JsonNode node, List<String> allowed) {
    Set<String> texts = texts(member, node);
    if (!allowed.containsAll(texts)) {
      throw new IllegalArgumentException(
          "%s must be a list of some of %s.".formatted(member, String.join(", ", allowed)));
    }
    return texts;
  }

  /** Rights on the management plane are given by roles and permissions only. */
  private static Set<String> appRoles(JsonNode node) {
    Set<String> texts = texts("appRoles", node);
    boolean isWrong =
        texts.stream()
            .anyMatch(role ->
                role.isBlank()
                    || role.length() > LONGEST_NAME
                    || role.startsWith("buntime:")
                    || role.chars().anyMatch(Character::isISOControl));
    if (isWrong || texts.size() > MOST_ROLES) {
      throw new IllegalArgumentException(
          "appRoles must be at most %d names of roles that do not begin with buntime:."
              .formatted(MOST_ROLES));
    }
    return texts;
  }

  private static Set<String> texts(String member, JsonNode node) {
    if (node.isMissingNode()) {
      return Set.of();
    }
    Set<String> texts = new HashSet<>();
    node.forEach(each -> texts.add(each.isTextual() ? each.textValue() : ""));
    if (!node.isArray() || texts.contains("")) {
      throw new IllegalArgumentException(member + " must be a list of texts.");
    }
    return texts;
  }

  private static Optional<Duration> lifetime(JsonNode node) {
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isIntegralNumber() || node.asLong() < 1 || node.asLong() > MOST_DAYS) {
      throw new IllegalArgumentException(
          "expiresInDays must be a whole number from 1 to %d.".formatted(MOST_DAYS));
    }
    return Optional.of(Duration.ofDays(node.asLong()));
  }
}
