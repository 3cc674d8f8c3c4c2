package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.credentials.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in a text that is none itself: passwords in addresses, and values of what is called a
 * secret, as in {@code X-Api-Key: abc}, {@code jdbc:db://host/x?password=abc} or {@code user=joe
 * password='a b'}.
 */
final class SecretText {
  private static final String NAME = "([A-Za-z0-9_.-]++)";

  /** A line with one name; what has slashes there is an address. */
  private static final Pattern LINE = line("[:=]");

  /** A field of a header. */
  private static final Pattern FIELD = line(":");

  /** One of several names in a line; in quotes there may be blanks. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?<=[?&;,\\s])" + NAME + "=(\"[^\"]*+\"|'[^']*+'|[^&;\\s\"'<>]++)");

  /** No secret: truth values, nothing, and where the value of an option comes from. */
  private static final Pattern HARMLESS =
      Pattern.compile("true|false|null|\"\"|''|(?:file|console) \\([^\\n]*\\)");

  /** What comes before the secret in a field of a header (RFC 9110, section 11.4). */
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9-]*+ +(?=\\S+$)");

  private SecretText() {}

  private static Pattern line(String is) {
    return Pattern.compile("(?m)^[ \\t]*+" + NAME + "[ \\t]*+" + is + "[ \\t]*+(?!//)(\\S.*+)$");
  }

  /** The text with a mask in place of each; as it is if it has none. */
  static String masked(String text) {
    String masked = replaced(text, LINE, _ -> ConfigurationSecrets.MASK);
    masked = replaced(masked, PARAMETER, _ -> ConfigurationSecrets.MASK);
    return UserInfo.masked(masked, UserInfo.Kind.TEXT, ConfigurationSecrets.MASK);
  }

  /**
   * Says those that may be looked for elsewhere: not what is behind an equals sign in a list, where
   * {@code key=name} may be anything, nor a user without a password.
   */
  static void eachSecret(String text, Consumer<String> consumer) {
    each(text, FIELD, secret -> consumer.accept(SCHEME.matcher(secret).replaceFirst("")));
    each(text, PARAMETER, secret -> consumer.accept(unquoted(secret)));
    for (UserInfo each : UserInfo.all(text, UserInfo.Kind.TEXT)) {
      if (each.password() > each.begin()) {
        consumer.accept(text.substring(each.password(), each.end()));
      }
    }
  }

  private static void each(String text, Pattern pattern, Consumer<String> consumer) {
    var _ =
        replaced(
            text,
            pattern,
            secret -> {
              consumer.accept(secret);
              return secret;
            });
  }

  /** Whether there is a mask where a secret would be. */
  static boolean hasMask(String text) {
    List<String> parts = new ArrayList<>();
    each(text, LINE, parts::add);
    each(text, PARAMETER, parts::add);
    UserInfo.all(text, UserInfo.Kind.TEXT)
        .forEach(each -> parts.add(text.substring(each.begin(), each.end())));
    return parts.stream().anyMatch(part -> part.contains(ConfigurationSecrets.MASK));
  }

  private static String unquoted(String text) {
    return text.startsWith("\"") || text.startsWith("'")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private static String replaced(String text, Pattern pattern, UnaryOperator<String> by) {
    Matcher found = pattern.matcher(text);
    StringBuilder replaced = new StringBuilder();
    int at = 0;
    while (found.find()) {
      String secret = found.group(2);
      if (SecretNames.isSecret(found.group(1)) && !HARMLESS.matcher(secret).matches()) {
        replaced.append(text, at, found.start(2)).append(by.apply(secret));
        at = found.end(2);
      }
    }
    return at == 0 ? text : replaced.append(text, at, text.length()).toString();
  }
}
