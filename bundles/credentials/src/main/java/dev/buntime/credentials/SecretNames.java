package dev.buntime.credentials;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which names say that their value is a secret: of options, properties and variables, whoever has
 * thought of them. Rather one too many than one too few.
 *
 * <p>A name is words, as in {@code login.cookieSecret}, {@code api-key} or {@code CI_TOKEN}. One of
 * them says that it is a secret, unless the last one says that it is something about it, as in
 * {@code passwordFile}.
 */
public final class SecretNames {
  /** Between words. */
  private static final Pattern BETWEEN =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private static final Set<String> WORDS = Set.of("key", "keys", "pwd", "authorization");

  /** Words that have one of these in them. */
  private static final Pattern PARTS =
      Pattern.compile(
          "secret|passw|passphrase|token|credential|(?:api|private|access|signing)keys?$");

  /** Last words of what is no secret. */
  private static final Set<String> ABOUT =
      Set.of(
          "algorithm",
          "endpoint",
          "expiry",
          "file",
          "files",
          "folder",
          "header",
          "length",
          "lifetime",
          "path",
          "policy",
          "prefix",
          "required",
          "size",
          "timeout",
          "ttl",
          "type",
          "uri",
          "url",
          "variable");

  /** Keys that everybody may see. */
  private static final Set<String> PUBLIC = Set.of("public", "idempotency", "primary");

  /** The setting of the runner that is the path of a key. */
  private static final Pattern PATH = Pattern.compile("(?:.*\\.)?tls\\.key");

  private SecretNames() {}

  /** Whether what has this name is a secret; upper and lower case are the same but for words. */
  public static boolean isSecret(String name) {
    List<String> words =
        Arrays.stream(BETWEEN.split(name))
            .filter(word -> !word.isEmpty())
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    return !words.isEmpty()
        && !ABOUT.contains(words.getLast())
        && !PATH.matcher(name).matches()
        && secrets(words).findAny().isPresent();
  }

  private static Stream<String> secrets(List<String> words) {
    return Stream.iterate(0, at -> at < words.size(), at -> at + 1)
        .filter(at -> at == 0 || !PUBLIC.contains(words.get(at - 1)))
        .map(words::get)
        .filter(word -> WORDS.contains(word) || PARTS.matcher(word).find());
  }
}
