package dev.buntime.plugin.authz.internal.admin;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What requests for a decision are written in, and their answers as well. */
enum XacmlForm {
  XML("xml"),
  JSON("json");

  /** What curl says of a body if nobody tells it more. */
  private static final String UNKNOWN = "application/x-www-form-urlencoded";

  private final String syntax;

  XacmlForm(String syntax) {
    this.syntax = syntax;
  }

  /**
   * Of a body.
   *
   * @param contentType what the client says of it; if that is nothing its text decides
   * @throws RefusedException if it is said to be neither
   */
  static XacmlForm of(@Nullable String contentType, String body) throws RefusedException {
    String type = contentType == null ? "" : type(contentType);
    if (type.isEmpty() || type.equals(UNKNOWN)) {
      return AdminServlet.isXml(body) ? XML : JSON;
    }
    for (XacmlForm each : values()) {
      if (each.is(type)) {
        return each;
      }
    }
    throw new RefusedException(
        HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
        "The body is %s; send %s or %s.".formatted(type, XML.type(), JSON.type()));
  }

  /**
   * The type of an answer.
   *
   * @param accept what the client takes, a header each; nothing is everything
   * @throws RefusedException if it does not take this form
   */
  String answer(List<String> accept) throws RefusedException {
    List<String> ranges =
        accept.stream()
            .flatMap(header -> List.of(header.split(",")).stream())
            .map(String::strip)
            .filter(range -> !range.isEmpty())
            .toList();
    if (ranges.isEmpty()) {
      return type();
    }
    List<String> taken =
        ranges.stream().filter(range -> !isRefused(range)).map(XacmlForm::type).toList();
    if (taken.contains(type())) {
      return type();
    }
    Optional<String> similar = taken.stream().filter(this::is).findFirst();
    if (similar.isPresent()) {
      return similar.get();
    }
    if (taken.contains("*/*") || taken.contains("application/*")) {
      return type();
    }
    throw new RefusedException(
        HttpServletResponse.SC_NOT_ACCEPTABLE,
        "The answer is %s, as the request; accept that.".formatted(type()));
  }

  /** As this plugin calls it. */
  String type() {
    return "application/xacml+" + syntax;
  }

  private boolean is(String type) {
    return type.endsWith("/" + syntax) || type.endsWith("+" + syntax);
  }

  /** Without parameters. */
  private static String type(String range) {
    int end = range.indexOf(';');
    return (end < 0 ? range : range.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** Whether a client says that it does not take it, by {@code q=0} (RFC 9110, 12.4.2). */
  private static boolean isRefused(String range) {
    return range.toLowerCase(Locale.ROOT).replace(" ", "").matches(".*;q=0(\\.0{0,3})?(;.*)?");
  }
}
