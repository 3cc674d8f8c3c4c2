package dev.buntime.launcher.log;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Masks what nobody may read in a log: the values of header fields that let somebody in, what is
 * called a password, a secret, a token or a key, and the secrets that the runner was given.
 * Thread-safe.
 */
final class Secrets {
  /** What stands in place of a secret. */
  static final String MASK = "***";

  private static final int SHORTEST = 6; // shorter ones are found in ordinary words

  /** The whole value up to the end of the line: it has blanks and semicolons of its own. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?i)\\b((?:proxy-)?authorization|set-cookie2?|cookie|x-api-key|x-auth-token)"
              + "(\"?\\s*[:=]\\s*)(\"[^\"\\r\\n]*\"|[^\\r\\n]+)");

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key)[\\w-]{0,20})"
              + "(\"?\\s*[:=]\\s*)(\"[^\"\\r\\n]*\"|'[^'\\r\\n]*'|[^\\s,;&\"'})\\]]+)");

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(basic|bearer)(\\s+)([A-Za-z0-9+/=._~-]{8,})");

  /** What one of the patterns needs; looking for it costs less than they do. */
  private static final Pattern HINT =
      Pattern.compile("(?i)auth|cookie|api[_-]?key|passw|passphrase|secret|token|basic|bearer");

  /** How Jetty shows what is in a buffer, its begin and its end, and the value of a field. */
  private static final Pattern RAW =
      Pattern.compile("(\\[p=\\d+,l=\\d+,c=\\d+,r=\\d+]=\\{|valueString=\\[).*", Pattern.DOTALL);

  /** The query of a request, which the access log does not show either. */
  private static final Pattern QUERY = Pattern.compile("\\?(?!>)[^\\s,})\\]]+");

  private static final String JETTY = "org.eclipse.jetty";

  private volatile List<String> known = List.of();

  /** Adds values that are secrets, whatever they are called. */
  synchronized void add(Collection<String> values) {
    List<String> usable = values.stream().filter(value -> value.length() >= SHORTEST).toList();
    known = Stream.concat(known.stream(), usable.stream()).distinct().toList();
  }

  /** The text of a logger without secrets; the same object if there are none. */
  String mask(String logger, String text) {
    if (!logger.startsWith(JETTY)) {
      return mask(text);
    }
    String withoutRaw = RAW.matcher(text).replaceFirst("$1" + MASK);
    return mask(QUERY.matcher(withoutRaw).replaceAll("?" + MASK));
  }

  /** The text without secrets; the same object if there are none. */
  String mask(String text) {
    String masked = text;
    for (String secret : known) {
      if (masked.contains(secret)) {
        masked = masked.replace(secret, MASK);
      }
    }
    if (!HINT.matcher(masked).find()) {
      return masked;
    }
    masked = FIELD.matcher(masked).replaceAll("$1$2" + MASK);
    masked = SCHEME.matcher(masked).replaceAll("$1$2" + MASK);
    return NAMED.matcher(masked).replaceAll("$1$2" + MASK);
  }
}
