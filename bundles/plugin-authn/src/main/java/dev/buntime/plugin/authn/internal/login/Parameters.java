package dev.buntime.plugin.authn.internal.login;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query, each at most once: a second one of a name could mean anything. */
final class Parameters {
  private static final int MOST = 50;

  private final Map<String, List<String>> values = new LinkedHashMap<>();

  private Parameters() {}

  /** The parameters, decoded; empty if an escape is malformed or there are too many of them. */
  static Optional<Parameters> of(Optional<String> query) {
    Parameters parameters = new Parameters();
    String[] fields = query.orElse("").split("&", MOST + 1);
    if (fields.length > MOST) {
      return Optional.empty();
    }
    try {
      for (String field : fields) {
        parameters.add(field);
      }
    } catch (IllegalArgumentException _) {
      return Optional.empty(); // a malformed escape
    }
    return Optional.of(parameters);
  }

  private void add(String field) {
    int equals = field.indexOf('=');
    String name = equals < 0 ? field : field.substring(0, equals);
    String value = equals < 0 ? "" : field.substring(equals + 1);
    if (!field.isEmpty()) {
      values.computeIfAbsent(decoded(name), _ -> new ArrayList<>()).add(decoded(value));
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /** Whether one of them is there more than once. */
  boolean areAmbiguous() {
    return values.values().stream().anyMatch(each -> each.size() > 1);
  }

  /** The value, if there is one that is not empty. */
  Optional<String> get(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .findFirst()
        .filter(value -> !value.isEmpty());
  }
}
