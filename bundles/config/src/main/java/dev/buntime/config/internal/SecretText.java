package dev.buntime.config.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.credentials.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in a text that is none itself: passwords in addresses, and values of what is called a
 * secret, as in {@code X-Api-Key: abc}, {@code jdbc:db://host/x?password=abc}, {@code user=joe
 * password='a b'}, {@code --token abc}, {@code <password>abc</password>} or JSON somewhere in it.
 */
final class SecretText {
  private static final String NAME = "(?<name>[A-Za-z0-9_.-]++)";
  private static final String QUOTED = "\"[^\"]*+\"|'[^']*+'";

  /** A line with one name; what has slashes there is an address. */
  private static final Pattern LINE = line("[:=]");

  /** A field of a header. */
  private static final Pattern FIELD = line(":");

  /** A variable, or the first of several properties in a line. */
  private static final Pattern PROPERTY = line("=");

  /** A field of a header in quotes, as it is in a command. */
  private static final Pattern QUOTED_FIELD =
      Pattern.compile(
          "(?<=[\"'])" + NAME + "[ \\t]*+:[ \\t]++(?!//)(?<value>[^\"'\\n]++)(?=[\"'])");

  /** One of several names in a line; in quotes there may be blanks. */
  private static final Pattern PARAMETER =
      Pattern.compile("(?<=[?&;,#\\s])" + NAME + "=(?<value>" + QUOTED + "|[^&;\\s\"'<>]++)");

  /** An option of a command. */
  private static final Pattern FLAG =
      Pattern.compile(
          "(?<![^\\s\"'\\[,])--?"
              + ("(?!-)" + NAME)
              + "(?:\\s++|[\"']\\s*+,\\s*+)(?!-)"
              + ("(?<value>" + QUOTED + "|[^\\s\"'<>,;\\]]++)"));

  /** The user of a command, which has a password behind a colon. */
  private static final Pattern USER =
      Pattern.compile(
          "(?<=\\s)(?:-u|-U|--user|--proxy-user)(?:\\s++|=)[\"']?[^\\s:\"']++:(?<value>[^\\s\"']++)");

  /** An element of XML. */
  private static final Pattern ELEMENT =
      Pattern.compile("<" + NAME + "(?:\\s[^<>]*+)?>(?<value>[^<]++)(?=</)");

  /** A member of an object of JSON, which may be in a text of JSON, or of what is like JSON. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?<!\\\\)(?<quote>\\\\*+[\"'])" + NAME + "\\k<quote>\\s*+[:=]>?\\s*+(?<value>)");

  private static final List<Pattern> PLACES =
      List.of(MEMBER, LINE, QUOTED_FIELD, PARAMETER, FLAG, USER, ELEMENT);

  private static final Pattern BEGIN_OF_TEXT = Pattern.compile("\\\\*+[\"']");
  private static final Pattern END_OF_WORD = Pattern.compile("[\\s\"',}\\]]");

  /** What follows a property in its line. */
  private static final Pattern NEXT = Pattern.compile("[;&,\\s]\\s*+[A-Za-z0-9_. -]++=");

  /** All of a text is the name of an option of a command. */
  private static final Pattern ONLY_FLAG = Pattern.compile("--?(?!-)" + NAME);

  /** No secret: truth values, nothing, and where the value of an option comes from. */
  private static final Pattern HARMLESS =
      Pattern.compile("|true|false|null|\"\"|''|(?:file|console) \\([^\\n]*\\)");

  /** What comes before the secret in a field of a header (RFC 9110, section 11.4). */
  private static final Pattern SCHEME = Pattern.compile("^[A-Za-z][A-Za-z0-9-]*+ +(?=\\S+$)");

  private SecretText() {}

  private static Pattern line(String is) {
    return Pattern.compile(
        "(?m)^[ \\t]*+(?:-[ \\t]++)*+"
            + (NAME + "[ \\t]*+" + is + "[ \\t]*+(?!//)(?<value>\\S.*+)$"));
  }

  /** The text with a mask in place of each; as it is if it has none. */
  static String masked(String text) {
    String masked = text;
    for (Pattern each : PLACES) {
      masked = replaced(masked, each, _ -> ConfigurationSecrets.MASK);
    }
    return UserInfo.masked(masked, UserInfo.Kind.TEXT, ConfigurationSecrets.MASK);
  }

  /** Whether a text is an option of a command, such as {@code --token}, before its secret. */
  static boolean isFlag(String text) {
    Matcher flag = ONLY_FLAG.matcher(text);
    return flag.matches() && SecretNames.isSecret(flag.group("name"));
  }

  /**
   * Says those that may be looked for elsewhere: not what is behind {@code key=}, which may be
   * anything, nor a user without a password.
   */
  static void eachSecret(String text, Consumer<String> consumer) {
    each(text, FIELD, secret -> consumer.accept(SCHEME.matcher(secret).replaceFirst("")));
    each(text, QUOTED_FIELD, secret -> consumer.accept(SCHEME.matcher(secret).replaceFirst("")));
    var _ =
        replacedIf(
            text,
            PROPERTY,
            name -> !name.equalsIgnoreCase("key") && !name.equalsIgnoreCase("keys"),
            secret -> {
              eachProperty(secret, consumer);
              return secret;
            });
    for (Pattern pattern : List.of(MEMBER, PARAMETER, FLAG, USER, ELEMENT)) {
      each(text, pattern, secret -> consumer.accept(unquoted(secret)));
    }
    for (UserInfo each : UserInfo.all(text, UserInfo.Kind.TEXT)) {
      if (each.password() > each.begin()) {
        consumer.accept(text.substring(each.password(), each.end()));
      }
    }
  }

  /** Nobody knows whether others in the line are part of it. */
  private static void eachProperty(String value, Consumer<String> consumer) {
    Matcher next = NEXT.matcher(value);
    if (next.find()) {
      consumer.accept(unquoted(value.substring(0, next.start())));
    }
    consumer.accept(unquoted(value));
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
    PLACES.forEach(place -> each(text, place, parts::add));
    UserInfo.all(text, UserInfo.Kind.TEXT)
        .forEach(each -> parts.add(text.substring(each.begin(), each.end())));
    return parts.stream().anyMatch(part -> part.contains(ConfigurationSecrets.MASK));
  }

  private static String unquoted(String text) {
    return text.length() > 1
            && (text.startsWith("\"") || text.startsWith("'"))
            && text.endsWith(text.substring(0, 1))
        ? text.substring(1, text.length() - 1)
        : text;
  }

  private static String replaced(String text, Pattern pattern, UnaryOperator<String> by) {
    return replacedIf(text, pattern, _ -> true, by);
  }

  private static String replacedIf(
      String text, Pattern pattern, Predicate<String> isOne, UnaryOperator<String> by) {
    Matcher found = pattern.matcher(text);
    StringBuilder replaced = new StringBuilder();
    int copied = 0;
    for (int at = 0; found.find(at); ) {
      at = found.end();
      if (!isSecret(found, isOne)) {
        continue;
      }
      Span value = pattern == MEMBER ? ofMember(text, at) : new Span(found.start("value"), at);
      at = Math.max(at, value.end);
      String secret = text.substring(value.begin, value.end);
      if (!HARMLESS.matcher(secret).matches()) {
        replaced.append(text, copied, value.begin).append(by.apply(secret));
        copied = value.end;
      }
    }
    return copied == 0 ? text : replaced.append(text, copied, text.length()).toString();
  }

  private static boolean isSecret(Matcher found, Predicate<String> isOne) {
    if (found.pattern() == USER) {
      return true;
    }
    String name = found.group("name");
    return SecretNames.isSecret(name) && isOne.test(name);
  }

  private record Span(int begin, int end) {}

  /** Of a list and of an object all that follows: nobody knows where they end. */
  private static Span ofMember(String text, int begin) {
    Matcher quote = BEGIN_OF_TEXT.matcher(text).region(begin, text.length());
    if (quote.lookingAt()) {
      return new Span(quote.end(), endOfText(text, quote.end(), quote.group()));
    }
    if (text.startsWith("[", begin) || text.startsWith("{", begin)) {
      return new Span(begin, text.length());
    }
    Matcher end = END_OF_WORD.matcher(text);
    return new Span(begin, end.find(begin) ? end.start() : text.length());
  }

  /** Where the same quote is; one that has more backslashes before it is part of the text. */
  private static int endOfText(String text, int begin, String quote) {
    char last = quote.charAt(quote.length() - 1);
    int backslashes = 0;
    for (int at = begin; at < text.length(); at++) {
      char c = text.charAt(at);
      int escape = Integer.lowestOneBit(backslashes + 1) - 1; // the others are escaped ones
      if (c == last && escape < quote.length()) {
        return at - escape;
      }
      backslashes = c == '\\' ? backslashes + 1 : 0;
    }
    return text.length();
  }
}
