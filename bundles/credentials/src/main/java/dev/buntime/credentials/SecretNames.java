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
      Set.of("pwd", "pwds", "psk", "cred", "creds", "authorization");

  /** What also begins other names, as in {@code passThrough} and {@code pin.threads}. */
  private static final Set<String> LAST_WORDS =
      Set.of(
          "pass",
          "pw",
          "pin",
          "pins",
          "pincode",
          "cookies",
          "hmac",
          "otp",
          "totp",
          "bearer",
          "jwt",
          "sig",
          "signature");

  /** Words that have one of these in them. */
  private static final Pattern PARTS =
      Pattern.compile("secret|passw|passphrase|passcode|token|credential");

  /** Words that others write as two. */
  private static final Pattern TWO_IN_ONE = Pattern.compile("pass(?:word|phrase|code)s?");

  /** The last words of a name, with nothing between them. */
  private static final Pattern LAST_TWO =
      Pattern.compile("(?:session|auth)cookies?|(?:basic|proxy|x)auth");

  /** Keys, and two words that are written as one; others end like that, as {@code monkey} does. */
  private static final Pattern KEYS =
      Pattern.compile(
          "(?:access|account|api|auth|cookie|crypt|crypto|enc|encryption|hmac|license|master|p|pass"
              + "|priv|private|secret|service|session|shared|signing|ssh|storage)?keys?");

  /** Passwords, and two words that are written as one; {@code bypass} ends like that, too. */
  private static final Pattern PASSWORDS =
      Pattern.compile(
          "(?:admin|app|auth|cert|client|db|ftp|imap|jdbc|jms|key|keystore|ldap|login|mail|mq"
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

  /** What keys are called that everybody may see; a {@code publicToken} is a token all the same. */
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
        && (isSecretAtItsEnd(words)
            || COOKIE.matcher(name).matches()
            || IntStream.range(0, words.size()).anyMatch(at -> isSecret(words, at)));
  }

  private static boolean isSecretAtItsEnd(List<String> words) {
    String last = words.getLast();
    return LAST_WORDS.contains(last)
        || LAST_TWO.matcher(last).matches()
        || (words.size() > 1 && LAST_TWO.matcher(words.get(words.size() - 2) + last).matches());
  }

  private static boolean isSecret(List<String> words, int at) {
    String word = words.get(at);
    String former = at == 0 ? "" : words.get(at - 1);
    return WORDS.contains(word)
        || PASSWORDS.matcher(word).matches()
        || PARTS.matcher(word).find()
        || TWO_IN_ONE.matcher(former + word).matches()
        || (KEYS.matcher(word).matches() && !PUBLIC.contains(former));
  }
}
