package dev.buntime.pipeline.internal.port;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An element of the field {@code Forwarded} (RFC 7239, section 4): what one proxy has said.
 *
 * @param text as it was written
 * @param pairs by name in lower case, without quotes
 */
record ForwardedElement(String text, Map<String, String> pairs) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
  private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final Pattern PAIR =
      Pattern.compile("[ \\t]*+(" + TOKEN + ")=(" + TOKEN + "|" + QUOTED + ")[ \\t]*+");

  /**
   * Reads a line.
   *
   * @return its elements; null if it is not well-formed, or says something twice
   */
  static @Nullable List<ForwardedElement> parse(String line) {
    List<ForwardedElement> elements = new ArrayList<>();
    Matcher pair = PAIR.matcher(line);
    int at = 0;
    int begin = 0;
    Map<String, String> pairs = new LinkedHashMap<>();
    while (true) {
      pair.region(at, line.length());
      if (!pair.lookingAt()
          || pairs.put(pair.group(1).toLowerCase(Locale.ROOT), unquoted(pair.group(2))) != null) {
        return null;
      }
      at = pair.end();
      boolean isEnd = at == line.length();
      if (isEnd || line.charAt(at) == ',') {
        elements.add(new ForwardedElement(line.substring(begin, at).strip(), Map.copyOf(pairs)));
        pairs.clear();
        begin = at + 1;
      } else if (line.charAt(at) != ';') {
        return null;
      }
      if (isEnd) {
        return elements;
      }
      at++;
    }
  }

  private static String unquoted(String value) {
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }
}
