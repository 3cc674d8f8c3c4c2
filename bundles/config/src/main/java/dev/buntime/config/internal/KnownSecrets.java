package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds secrets in texts whatever they are called there, and however they are written: as they are,
 * in HTML, in JSON, or in JSON in a text of JSON. Immutable.
 */
final class KnownSecrets {
  /** What is as short may be anything. */
  private static final int SHORTEST = 8;

  /** What has nothing but letters is a word, unless it is as long. */
  private static final int LONGEST_WORD = 16;

  private static final char ASCII = '\u0080';
  private static final Pattern WORD = Pattern.compile("\\p{L}*");
  private static final Pattern NOTHING = Pattern.compile("(?!)");

  /** How HTML names characters. */
  private static final Map<Character, String> ENTITIES =
      Map.of('<', "lt", '>', "gt", '&', "amp", '"', "quot", '\'', "apos", ' ', "nbsp");

  /** How JSON names characters. */
  private static final Map<Character, Character> ESCAPES =
      Map.of('\n', 'n', '\r', 'r', '\t', 't', '\b', 'b', '\f', 'f');

  private final Pattern pattern;

  /**
   * @param secrets all that there are; those that cannot be told from other words are left out
   */
  KnownSecrets(Collection<String> secrets) {
    Set<String> texts =
        secrets.stream()
            .flatMap(secret -> Stream.concat(Stream.of(secret.strip()), lines(secret)))
            .filter(KnownSecrets::isUnlikely)
            .collect(Collectors.toSet());
    pattern =
        texts.isEmpty()
            ? NOTHING
            : Pattern.compile(
                texts.stream()
                    .sorted(Comparator.comparingInt(String::length).reversed())
                    .map(KnownSecrets::written)
                    .collect(Collectors.joining("|")));
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

  /** The text with a mask in place of each. */
  String masked(String text) {
    return pattern.matcher(text).replaceAll(ConfigurationSecrets.MASK);
  }

  /** What begins with backslashes begins with the first of them, and is looked for once there. */
  private static String written(String secret) {
    String all =
        secret.chars().mapToObj(each -> written((char) each)).collect(Collectors.joining());
    return isPlain(secret.charAt(0)) ? all : "(?<!\\\\)" + all;
  }

  private static boolean isPlain(char c) {
    return Character.isLetterOrDigit(c) && c < ASCII;
  }

  private static String written(char c) {
    if (isPlain(c)) {
      return String.valueOf(c);
    }
    String escape = ESCAPES.containsKey(c) ? "|" + ESCAPES.get(c) : "";
    String entity = ENTITIES.containsKey(c) ? "|" + ENTITIES.get(c) : "";
    String plain = c == '\\' ? "\\\\++" : "\\\\*+" + Pattern.quote(String.valueOf(c));
    return "(?:%s|\\\\++(?:u(?i:%04x)%s)|&(?:#%d|#[xX]0*(?i:%x)%s);|%%(?i:%02x))"
        .formatted(plain, (int) c, escape, (int) c, (int) c, entity, (int) c);
  }
}
