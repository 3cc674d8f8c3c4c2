package dev.buntime.config.internal;

import dev.buntime.config.internal.Unescaped.Escapes;
import dev.buntime.credentials.ConfigurationSecrets;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds secrets in texts whatever they are called there, and however they are written: as they are,
 * in HTML, in JSON, in JSON in a text of JSON, or in an address. Immutable.
 *
 * <p>The texts are read without their escapes, and so are the secrets: once for each kind of
 * escapes, as what is an escape in one of them is none in another one.
 */
final class KnownSecrets {
  /** What is as short may be anything. */
  private static final int SHORTEST = 8;

  /** So is what is as short without its backslashes. */
  private static final int SHORTEST_UNESCAPED = 6;

  /** What has nothing but letters is a word, unless it is as long. */
  private static final int LONGEST_WORD = 16;

  /** How many characters of a text are read at a time. */
  static final int BLOCK = 1 << 20;

  /** How many characters may stand for one, in a text in a text of JSON. */
  private static final int LONGEST_ESCAPE = 8;

  private static final Pattern WORD = Pattern.compile("\\p{L}*");

  private final TextFinder finder;
  private final int longest;

  /**
   * @param secrets all that there are; those that cannot be told from other words are left out
   */
  KnownSecrets(Collection<String> secrets) {
    Set<String> texts =
        secrets.stream()
            .flatMap(secret -> Stream.concat(Stream.of(secret.strip()), lines(secret)))
            .filter(KnownSecrets::isUnlikely)
            .map(secret -> Unescaped.of(secret, Escapes.NONE).toString())
            .filter(secret -> secret.length() >= SHORTEST_UNESCAPED)
            .collect(Collectors.toSet());
    finder = new TextFinder(texts);
    longest = LONGEST_ESCAPE * texts.stream().mapToInt(String::length).max().orElse(0);
  }

  /** Pages have lines on lines of their own; those that begin and end a key are no secret. */
  private static Stream<String> lines(String secret) {
    return secret.lines().map(String::strip).filter(line -> !line.startsWith("-----"));
  }

  /** A path is in many places where it is no secret. */
  private static boolean isUnlikely(String text) {
    return text.length() >= SHORTEST
        && !text.startsWith("/")
        && (text.length() >= LONGEST_WORD || !WORD.matcher(text).matches());
  }

  /** How long one may be where it is written, at the most. */
  int longest() {
    return longest;
  }

  /** The text with a mask in place of each; of those that overlap, one mask in place of all. */
  String masked(String text) {
    if (longest == 0) {
      return text;
    }
    Spans all = new Spans();
    for (int begin = 0; begin < text.length(); begin += BLOCK) {
      int end = Math.min(text.length(), begin + BLOCK + longest); // one may begin in either
      all = all.with(found(text.substring(begin, end), begin));
    }
    return all.replaced(text, ConfigurationSecrets.MASK);
  }

  private Spans found(String block, int begin) {
    Spans found = found(block, begin, Escapes.NONE);
    if (block.indexOf('&') >= 0 || block.contains("\\u")) {
      found = found.with(found(block, begin, Escapes.NAMES));
    }
    if (block.indexOf('%') >= 0) {
      found = found.with(found(block, begin, Escapes.NAMES_AND_PERCENT));
    }
    return found;
  }

  private Spans found(String block, int at, Escapes escapes) {
    Unescaped plain = Unescaped.of(block, escapes);
    Spans found = new Spans();
    finder.find(plain, (begin, end) -> found.add(at + plain.begin(begin), at + plain.begin(end)));
    return found;
  }
}
