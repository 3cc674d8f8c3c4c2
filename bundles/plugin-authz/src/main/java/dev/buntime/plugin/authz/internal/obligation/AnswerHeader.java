package dev.buntime.plugin.authz.internal.obligation;

import dev.buntime.plugin.HeaderChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A field that the answer is to have, in place of all others of its name.
 *
 * @param name of the field
 * @param values of it
 */
public record AnswerHeader(String name, List<String> values) {
  /** They follow from the body, or are for the connection (RFC 9110, section 7.6.1). */
  private static final Set<String> OF_THE_MESSAGE =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  /** Copies the list. */
  public AnswerHeader {
    values = List.copyOf(values);
  }

  static List<AnswerHeader> of(Arguments arguments) throws ObligationException {
    if (arguments.all().isEmpty()) {
      throw arguments.refused("names no field: write {\"attributes\": {\"X-Name\": \"value\"}}");
    }
    List<AnswerHeader> headers = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : arguments.all().entrySet()) {
      check(arguments, each.getKey(), each.getValue());
      headers.add(new AnswerHeader(each.getKey(), each.getValue()));
    }
    return headers;
  }

  private static void check(Arguments arguments, String name, List<String> values)
      throws ObligationException {
    if (OF_THE_MESSAGE.contains(name.toLowerCase(Locale.ROOT))) {
      throw arguments.refused(
          "cannot set %s, which is for the connection or follows from the body".formatted(name));
    }
    try {
      var _ = new HeaderChange(name, values);
    } catch (IllegalArgumentException e) {
      throw arguments.refused("cannot set %s: %s".formatted(name, e.getMessage()));
    }
  }
}
