package dev.buntime.management.internal;

import dev.buntime.log.LogLevel;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The parameters of a request, each of which is there once or not at all. */
public record Query(HttpServletRequest request) {
  private static final Pattern APP = Pattern.compile("[a-z0-9][a-z0-9._-]{0,255}");
  private static final Pattern LOGGER = Pattern.compile("[A-Za-z0-9_$][A-Za-z0-9_$.-]{0,255}");

  /** Whether a page that reads no parameters was given none; else the request is answered 400. */
  public static boolean isEmpty(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      new Query(request).allowOnly();
      return true;
    } catch (QueryException e) {
      response.sendError(HttpServletResponse.SC_BAD_REQUEST, e.getMessage());
      return false;
    }
  }

  /** Refuses parameters that nobody reads: they are likely to be misspelt. */
  public void allowOnly(String... names) throws QueryException {
    TreeSet<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
    unknown.removeAll(List.of(names));
    if (!unknown.isEmpty()) {
      throw new QueryException(
          "The query has a parameter '%s', which there is not. %s."
              .formatted(
                  unknown.first(),
                  names.length == 0 ? "Leave it out" : "There are: " + String.join(", ", names)));
    }
  }

  /** The name of an app, if one is given. */
  public Optional<String> app() throws QueryException {
    return matching("app", APP, "the name of an app, such as hello-api");
  }

  /** The name of a logger, if one is given. */
  Optional<String> logger() throws QueryException {
    return matching("logger", LOGGER, "the name of a logger, such as org.eclipse.jetty");
  }

  /** A level, if one is given. */
  Optional<LogLevel> level() throws QueryException {
    Optional<String> word = single("level");
    if (word.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        LogLevel.of(word.get())
            .orElseThrow(() ->
                refused("level", word.get(), "one of " + String.join(", ", LogLevel.words()))));
  }

  /** One of some words, if one is given. */
  public Optional<String> word(String name, String... words) throws QueryException {
    Optional<String> text = single(name);
    if (text.isPresent() && !List.of(words).contains(text.get())) {
      throw refused(name, text.get(), "one of " + String.join(", ", words));
    }
    return text;
  }

  /** Whether a parameter is given, alone or as {@code true}. */
  public boolean flag(String name) throws QueryException {
    Optional<String> text = single(name);
    return text.isPresent()
        && (text.get().isEmpty() || word(name, "true", "false").orElseThrow().equals("true"));
  }

  /** A whole number, if one is given. */
  public Optional<Integer> whole(String name, int least, int most) throws QueryException {
    Optional<String> text = single(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return Optional.of(number);
      }
    } catch (NumberFormatException _) {
      // It is refused below.
    }
    throw refused(name, text.get(), "a whole number from " + least + " to " + most);
  }

  private Optional<String> matching(String name, Pattern pattern, String allowed)
      throws QueryException {
    Optional<String> text = single(name);
    if (text.isPresent() && !pattern.matcher(text.get()).matches()) {
      throw refused(name, text.get(), allowed);
    }
    return text;
  }

  /** The value of a parameter, if it is given. */
  public Optional<String> single(String name) throws QueryException {
    String[] values = request.getParameterValues(name);
    if (values != null && values.length > 1) {
      throw new QueryException(
          "The parameter '%s' is there %d times. Give it once.".formatted(name, values.length));
    }
    return values == null ? Optional.empty() : Optional.of(values[0]);
  }

  private static QueryException refused(String name, String value, String allowed) {
    return new QueryException(
        "The parameter '%s' is '%s'. Allowed is %s.".formatted(name, value, allowed));
  }
}
