package dev.buntime.plugin.authz.internal.obligation;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.PluginResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is taken out of an answer: header fields, and values of members of JSON.
 *
 * <p>An answer from which members are to be taken is sent only if it is JSON: in any other one
 * nobody can find them, so it is refused. Immutable.
 *
 * @param fields names of members, or the last of their names with dots between them
 * @param headers names of header fields
 */
public record Redaction(Set<String> fields, Set<String> headers) {
  private static final String FIELDS = "fields";
  private static final String HEADERS = "headers";
  private static final Pattern JSON =
      Pattern.compile("application/(?:json|[a-z0-9!#$&^_.+-]{1,100}\\+json)\\s*(?:;.*)?");
  private static final int SWITCHING = 101;
  private static final Set<Integer> WITHOUT_BODY = Set.of(204, 304);
  private static final int FORBIDDEN = 403;
  private static final byte[] PROBLEM =
      """
      {"type":"about:blank","title":"Forbidden","status":403,"code":"FORBIDDEN",\
      "detail":"A policy lets this be seen in part only, and the answer of the app is not JSON."}\
      """
          .getBytes(StandardCharsets.UTF_8);

  /** Copies the sets. */
  public Redaction {
    fields = Set.copyOf(fields);
    headers = Set.copyOf(headers);
  }

  static Redaction of(Arguments arguments) throws ObligationException {
    arguments.allow(List.of(FIELDS, HEADERS));
    if (arguments.all().isEmpty()) {
      throw arguments.refused("needs fields, headers or both");
    }
    for (String each : arguments.values(FIELDS)) {
      if (each.isBlank()) {
        throw arguments.refused("has a field without a name");
      }
    }
    for (String each : arguments.values(HEADERS)) {
      try {
        var _ = new HeaderChange(each, List.of());
      } catch (IllegalArgumentException e) {
        throw arguments.refused("has the header %s: %s".formatted(each, e.getMessage()));
      }
    }
    return new Redaction(
        new HashSet<>(arguments.values(FIELDS)), new HashSet<>(arguments.values(HEADERS)));
  }

  /** Both. */
  Redaction and(Redaction other) {
    return new Redaction(union(fields, other.fields), union(headers, other.headers));
  }

  private static Set<String> union(Collection<String> one, Collection<String> other) {
    Set<String> both = new HashSet<>(one);
    both.addAll(other);
    return both;
  }

  /**
   * The request goes on as one whose whole answer is given, and readable: no part of it, not
   * compressed, and by no other protocol, for which some clients ask always.
   */
  public Decision.Pass prepare(Decision.Pass pass) {
    return fields.isEmpty()
        ? pass
        : pass.withHeader("Accept-Encoding", "identity")
            .withoutHeader("Range")
            .withoutHeader("If-Range")
            .withoutHeader("Upgrade");
  }

  /** As the attribute of a request, which is plain, because apps see it. */
  public Map<String, Set<String>> toMap() {
    return Map.of(FIELDS, fields, HEADERS, headers);
  }

  /** Of such an attribute. */
  public static Redaction ofMap(Map<?, ?> map) {
    Map<String, Set<String>> sets = new HashMap<>();
    map.forEach((key, value) -> {
      Set<String> texts = new HashSet<>();
      ((Collection<?>) value).forEach(each -> texts.add(String.valueOf(each)));
      sets.put(String.valueOf(key), texts);
    });
    return new Redaction(sets.getOrDefault(FIELDS, Set.of()), sets.getOrDefault(HEADERS, Set.of()));
  }

  /**
   * Takes it out of an answer.
   *
   * @throws IllegalStateException if the answer changes the protocol, which nobody has asked for
   */
  public void apply(PluginResponse response) {
    if (response.status() == SWITCHING && !fields.isEmpty()) {
      throw new IllegalStateException("nothing can be taken out of another protocol");
    }
    headers.forEach(response::removeHeader);
    if (fields.isEmpty() || WITHOUT_BODY.contains(response.status())) {
      return;
    }
    String type = response.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (isEncoded(response) || !JSON.matcher(type).matches()) {
      refuse(response);
    } else {
      response.transformBody(new JsonRedaction(fields));
    }
  }

  private static boolean isEncoded(PluginResponse response) {
    return response.headers("Content-Encoding").stream()
        .anyMatch(each -> !each.equalsIgnoreCase("identity"));
  }

  /** An answer without a body stays without one. */
  private static void refuse(PluginResponse response) {
    boolean isEmpty = response.header("Content-Length").filter("0"::equals).isPresent();
    if (isEmpty) {
      return;
    }
    response.setStatus(FORBIDDEN);
    response.removeHeader("Content-Encoding");
    response.setHeader("Content-Type", "application/problem+json");
    response.setHeader("Cache-Control", "no-store");
    response.transformBody((_, last) -> last ? ByteBuffer.wrap(PROBLEM) : ByteBuffer.allocate(0));
  }
}
