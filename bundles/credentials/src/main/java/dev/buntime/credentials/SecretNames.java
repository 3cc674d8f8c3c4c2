package dev.buntime.credentials;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which names say that their value is a secret: of options, properties, variables and fields of
 * headers, whoever has thought of them. Rather one too many than one too few.
 *
 * <p>A name is words, as in {@code login.cookieSecret}, {@code api-key} or {@code CI_TOKEN}; digits
 * at their ends do not count. One of them says that it is a secret, unless the last one says that
 * it is something about it, as in {@code passwordFile}.
 */
public final class SecretNames {
  /** Between words. */
  private static final Pattern BETWEEN =
      Pattern.compile("[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private static final Pattern DIGITS = Pattern.compile("(?<=[A-Za-z])[0-9]+$|^[0-9]+$");

  /** Wherever they are in a name. */
  private static final Set<String> WORDS =
      Set.of(
          "key",
          "keys",
          "pwd",
          "pwds",
          "psk",
          "cred",
          "creds",
          "passcode",
          "passcodes",
          "authorization");

  /** What also begins other names, as in {@code passThrough} and {@code pin.threads}. */
  private static final Set<String> LAST_WORDS = Set.of("pass", "pw", "pin", "pins", "pincode");

  /** Words that have one of these in them. */
  private static final Pattern PARTS = Pattern.compile("secret|passw|passphrase|token|credential");

  /**
   * Two words that are written as one; others end like that, as {@code monkey} and {@code bypass}.
   */
  private static final Pattern PAIRS =
      Pattern.compile(
          "(?:access|account|api|auth|cookie|crypt|crypto|enc|encryption|hmac|license|master|pass"
              + "|private|secret|service|session|shared|signing|ssh|storage)keys?"
              + "|(?:admin|app|auth|cert|client|db|ftp|imap|jdbc|jms|key|keystore|ldap|login|mail|mq"
              + "|mysql|my|pg|pop|proxy|redis|root|server|smtp|sql|ssh|store|svn|trust|truststore"
              + "|user)(?:pass|pwd|pw)");

  /** Last words of what is no secret. */
  private static final Set<String> ABOUT =
      Set.of(
          "algorithm",
          "alias",
          "count",
          "endpoint",
          "expiry",
          "file",
          "files",
          "folder",
          "header",
          "length",
          "lifetime",
          "name",
          "names",
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

  /** Fields of headers that are as good as a password. */
  private static final Pattern COOKIE = Pattern.compile("(?i)(?:set-)?cookie2?");

  /** The setting of the runner that is the path of a key. */
  private static final Pattern PATH = Pattern.compile("(?:.*\\.)?tls\\.key");

  private SecretNames() {}

  /** Whether what has this name is a secret; upper and lower case are the same but for words. */
  public static boolean isSecret(String name) {
    List<String> words =
        Arrays.stream(BETWEEN.split(name))
            .map(word -> DIGITS.matcher(word).replaceFirst(""))
            .filter(word -> !word.isEmpty())
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    return !words.isEmpty()
        && !ABOUT.contains(words.getLast())
        && !PATH.matcher(name).matches()
        && (LAST_WORDS.contains(words.getLast())
            || COOKIE.matcher(name).matches()
            || IntStream.range(0, words.size()).anyMatch(at -> isSecret(words, at)));
  }

  private static boolean isSecret(List<String> words, int at) {
    String word = words.get(at);
    return (at == 0 || !PUBLIC.contains(words.get(at - 1)))
        && (WORDS.contains(word) || PAIRS.matcher(word).matches() || PARTS.matcher(word).find());
  }
}
