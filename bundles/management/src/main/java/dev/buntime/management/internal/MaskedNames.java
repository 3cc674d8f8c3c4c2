package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.credentials.UserInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks what is called a secret on the pages of the web console, in the ways in which these write
 * names and values. What a name is, {@link SecretNames} says. For one text.
 */
final class MaskedNames {
  private static final String NAME = "([A-Za-z0-9_.-]++)";
  private static final String BLANK = "(?:[ \\t]|&nbsp;)*+";

  /** A property of a service: {@code "key":"secret","value":…}. */
  private static final Pattern PAIR =
      Pattern.compile("\"key\"\\s*+:\\s*+\"" + NAME + "\"\\s*+,\\s*+\"value\"\\s*+:\\s*+");

  /** A member of an object, which may be in a text of JSON: {@code \"secret\":…}. */
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?<!\\\\)(?<escape>\\\\*+)\"(?!key\"\\s*+:\\s*+\"[^\"]*+\"\\s*+,\\s*+\"value\")"
              + (NAME + "\\k<escape>\"\\s*+:\\s*+"));

  /** A line: {@code secret = …}, {@code secret: …}. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^" + BLANK + NAME + BLANK + "[=:](?!//)" + BLANK);

  /** A text of JSON that is one, which may be in a text of JSON as well. */
  private static final Pattern TEXT =
      Pattern.compile("(?<!\\\\)(?<escape>\\\\*+)\"" + BLANK + NAME + BLANK + "[=:](?!//)" + BLANK);

  /** One of several in a line: {@code , secret=…}, {@code , secret: …}. */
  private static final Pattern ITEM =
      Pattern.compile("[,{\\[(](?: |&nbsp;)?" + NAME + "(?:=|:(?: |&nbsp;))");

  private static final Pattern END_OF_ITEM =
      Pattern.compile(",(?: |&nbsp;)?[A-Za-z0-9_.-]++(?:=|:(?: |&nbsp;))|[]}\"<\\n]");

  /** A parameter of an address: {@code ?secret=…}, {@code ;secret=…}. */
  private static final Pattern PARAMETER = Pattern.compile("[?&;]" + NAME + "=");

  private static final Pattern END_OF_PARAMETER = Pattern.compile("[&;\\s\"'<>\\\\]");

  private static final Pattern END_OF_LINE = Pattern.compile("[<\\r\\n]");

  /** No secret: truth values, nothing, and where the value of an option comes from. */
  private static final Pattern HARMLESS =
      Pattern.compile("\\s*|true|false|null|\\[]|(?:file|console) \\([^\\n]*\\)");

  private static final Pattern PAGE = Pattern.compile("(?i)<html|<!doctype|<script|<table");

  private final String text;

  /** In other texts somebody may have begun a value that does not end. */
  private final boolean isJsonOrPage;

  /** Where the line ends that was looked at last. */
  private int endOfLine = -1;

  /** Names that were seen, and whether they are secrets: many are there many times. */
  private final Map<String, Boolean> names;

  private MaskedNames(String text, boolean isJsonOrPage, Map<String, Boolean> names) {
    this.text = text;
    this.isJsonOrPage = isJsonOrPage;
    this.names = names;
  }

  /** The text with masks in place of the values. */
  static String of(String text) {
    boolean isJsonOrPage = isJsonOrPage(text);
    String masked = UserInfo.masked(text, UserInfo.Kind.PAGE, ConfigurationSecrets.MASK);
    Map<String, Boolean> names = new HashMap<>();
    for (Pattern each : new Pattern[] {PAIR, MEMBER, LINE, TEXT, ITEM, PARAMETER}) {
      masked = new MaskedNames(masked, isJsonOrPage, names).without(each);
    }
    return masked;
  }

  /** Whether a name and its value may be in different lines. */
  static boolean isJsonOrPage(String text) {
    String begin = text.stripLeading();
    return begin.startsWith("{") || begin.startsWith("[") || PAGE.matcher(text).find();
  }

  private String without(Pattern pattern) {
    Matcher name = pattern.matcher(text);
    StringBuilder masked = new StringBuilder(text.length());
    int copied = 0;
    for (int at = 0; name.find(at); ) {
      int begin = name.end();
      at = begin;
      if (!names.computeIfAbsent(name.group(name.groupCount()), SecretNames::isSecret)) {
        continue;
      }
      String quote = pattern == MEMBER ? name.group("escape") + "\"" : "\"";
      boolean isJson = pattern == PAIR || pattern == MEMBER;
      int end = isJson ? JsonEnd.of(text, begin, quote, limit(begin)) : end(pattern, name);
      if (!HARMLESS.matcher(text).region(begin, end).matches() && !isEmpty(begin, end, quote)) {
        String mask = ConfigurationSecrets.MASK;
        masked.append(text, copied, begin).append(isJson ? quote + mask + quote : mask);
        copied = end;
        at = end;
      }
    }
    return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
  }

  /** Where a value ends at the latest. */
  private int limit(int begin) {
    if (isJsonOrPage) {
      return text.length();
    }
    if (endOfLine < begin) {
      int line = text.indexOf('\n', begin);
      endOfLine = line < 0 ? text.length() : line;
    }
    return endOfLine;
  }

  private boolean isEmpty(int begin, int end, String quote) {
    return text.substring(begin, end).equals(quote + quote);
  }

  private int end(Pattern pattern, Matcher name) {
    int begin = name.end();
    if (pattern == TEXT) {
      String quote = name.group("escape") + "\"";
      int end = JsonEnd.ofText(text, begin, quote, limit(begin));
      int last = end - quote.length();
      return last >= begin && text.startsWith(quote, last) ? last : end; // without the quote
    }
    Matcher end = ends(pattern).matcher(text);
    return end.find(begin) ? end.start() : text.length();
  }

  private static Pattern ends(Pattern pattern) {
    return pattern == LINE ? END_OF_LINE : pattern == PARAMETER ? END_OF_PARAMETER : END_OF_ITEM;
  }
}
