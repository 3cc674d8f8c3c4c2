package dev.buntime.launcher.log;

import dev.buntime.credentials.UserInfo;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Masks what nobody may read in a log: the values of header fields that let somebody in, what is
 * called a password, a secret, a token or a key, API keys of the runner, sessions and users in
 * addresses, and the secrets that the runner was given. Thread-safe.
 *
 * <p>No pattern takes longer than the text is long: what repeats is possessive or bounded.
 */
final class Secrets {
  /** What stands in place of a secret. */
  static final String MASK = "***";

  private static final int SHORTEST = 6; // shorter ones are found in ordinary words

  /** How much of a giant text is looked at behind its cut; a named value may be as long. */
  private static final int BEHIND = 1024;

  /** What could follow a text that ends in the middle of a secret. */
  private static final List<String> PROBES = List.of("xxxxxxxx", "=xxxxxxxx");

  /** Between a name and its value; quotes may be escaped, as in JSON in a text. */
  private static final String IS = "(\\\\{0,3}[\"']?\\s*+[:=]{1,2}>?\\s*+)";

  /**
   * A value in quotes, which may have escaped ones in it; to the end of the line without an end.
   */
  private static final String QUOTED =
      "\"[^\"\\\\\\r\\n]*+(?:\\\\.[^\"\\\\\\r\\n]*+)*+\"?"
          + "|'[^'\\\\\\r\\n]*+(?:\\\\.[^'\\\\\\r\\n]*+)*+'?"
          + "|\\\\{1,3}\"[^\"\\r\\n]*+\"?"
          + "|\\\\{1,3}'[^'\\r\\n]*+'?";

  /** The whole value up to the end of the line: it has blanks and semicolons of its own. */
  private static final Pattern FIELD =
      Pattern.compile(
          "(?i)\\b((?:proxy-)?authorization|set-cookie2?|cookie|x-api-key|x-auth-token)"
              + (IS + "(" + QUOTED + "|[^\\r\\n]++)"));

  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:passw(?:or)?d|passphrase|secret|token|api[_-]?key)[\\w-]{0,20})"
              + (IS + "(" + QUOTED + "|[^\\s,;&\"'})\\]]++)"));

  private static final Pattern SCHEME =
      Pattern.compile("(?i)\\b(basic|bearer)(\\s+)([A-Za-z0-9+/=._~-]{8,})");

  private static final Pattern SESSION =
      Pattern.compile("(?i)(jsessionid)(=)[^\\s;/?#&,\"'})\\]]++");

  /** An API key of the runner, known by how it begins; addresses have it by mistake. */
  private static final Pattern API_KEY = Pattern.compile("(btk(?:_|%5[Ff]))()[A-Za-z0-9_%-]{8,}+");

  private static final List<Pattern> PATTERNS = List.of(FIELD, SCHEME, NAMED, SESSION, API_KEY);

  /** What one of the patterns needs; looking for it costs less than they do. */
  private static final Pattern HINT =
      Pattern.compile(
          "(?i)auth|cookie|api[_-]?key|passw|passphrase|secret|token|basic|bearer|jsessionid|btk[_%]");

  /** How Jetty shows what is in a buffer, its begin and its end, and the value of a field. */
  private static final Pattern RAW =
      Pattern.compile("(\\[p=\\d+,l=\\d+,c=\\d+,r=\\d+]=\\{|valueString=\\[).*", Pattern.DOTALL);

  /** The query of a request, which the access log does not show either. */
  private static final Pattern QUERY = Pattern.compile("\\?(?!>)[^\\s,})\\]]+");

  private static final String JETTY = "org.eclipse.jetty";

  /** How many replacements are remembered: what they took away may be in lines under way. */
  private static final int MOST_REPLACED = 20;

  /** By their owners; guarded by this. */
  private final Map<String, Set<String>> current = new HashMap<>();

  /** What each of the last replacements took away, the oldest first; guarded by this. */
  private final Deque<Set<String>> replaced = new ArrayDeque<>();

  private volatile List<String> known = List.of();

  /**
   * Knows these values as the secrets of their owner, whatever they are called; those that it had
   * before are forgotten after some more replacements.
   */
  synchronized void set(String owner, Collection<String> values) {
    Set<String> usable =
        values.stream()
            .filter(value -> value.length() >= SHORTEST)
            .collect(Collectors.toUnmodifiableSet());
    Set<String> before =
        Objects.requireNonNullElse(
            usable.isEmpty() ? current.remove(owner) : current.put(owner, usable), Set.of());
    Set<String> gone =
        before.stream()
            .filter(value -> !usable.contains(value))
            .collect(Collectors.toUnmodifiableSet());
    if (!gone.isEmpty()) {
      replaced.addLast(gone);
    }
    if (replaced.size() > MOST_REPLACED) {
      replaced.removeFirst();
    }
    known =
        Stream.concat(current.values().stream(), replaced.stream())
            .flatMap(Set::stream)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed()) // one may begin another
            .toList();
  }

  /**
   * The text of a logger without secrets, cut if it is longer than that. Of a giant text not much
   * more is looked at, and no part of a secret is left at the cut.
   */
  String mask(String logger, String text, int longest) {
    int behind = Math.max(BEHIND, known.stream().mapToInt(String::length).max().orElse(0));
    if (text.length() <= longest + behind) {
      String masked = mask(logger, text);
      return cut(masked, longest, 0);
    }
    String masked = mask(logger, text.substring(0, longest + behind));
    int whole = // behind it there may be half a secret
        masked.endsWith(MASK) ? masked.length() : Math.max(0, masked.length() - behind);
    return cut(masked, Math.min(longest, whole), text.length() - longest - behind);
  }

  /**
   * @param more how many characters there are behind the text
   */
  private static String cut(String text, int longest, int more) {
    int left = Math.max(0, text.length() - longest) + more;
    return left == 0
        ? text
        : text.substring(0, text.length() - (left - more)) + "… (" + left + " more characters)";
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
    if (masked.contains("://") && masked.indexOf('@') > 0) {
      masked = UserInfo.hidden(masked, UserInfo.Kind.TEXT, MASK);
    }
    if (!HINT.matcher(masked).find()) {
      return masked;
    }
    for (Pattern pattern : PATTERNS) {
      masked = pattern.matcher(masked).replaceAll("$1$2" + MASK);
    }
    return masked;
  }

  /** Whether what follows the text may belong to a secret that is named in it. */
  boolean goesOn(String text) {
    return PROBES.stream().anyMatch(probe -> mask(text + probe).endsWith(MASK));
  }

  /** How many characters at the end of the text may be the begin of a secret that is known. */
  int begun(String text) {
    int most = 0;
    for (String secret : known) {
      int length = Math.min(secret.length() - 1, text.length());
      while (length > most && !text.regionMatches(text.length() - length, secret, 0, length)) {
        length--;
      }
      most = Math.max(most, length);
    }
    return most;
  }
}
