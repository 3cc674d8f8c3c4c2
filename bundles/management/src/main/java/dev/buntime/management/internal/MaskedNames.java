package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
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

  /** A line, or a text of JSON that is one: {@code secret = …}, {@code secret: …}. */
  private static final Pattern LINE =
      Pattern.compile("(?m)(?:^|(?<!\\\\)\")" + BLANK + NAME + BLANK + "[=:]" + BLANK);

  /** One of several properties in a line: {@code , secret=…}. */
  private static final Pattern ITEM = Pattern.compile("[,{\\[(](?: |&nbsp;)?" + NAME + "=");

  private static final Pattern END_OF_ITEM =
      Pattern.compile(",(?: |&nbsp;)?[A-Za-z0-9_.-]++=|[]}\"<\\n]");

  private static final Pattern END_OF_LINE = Pattern.compile("[<\\r\\n]");

  /** No secret: truth values, nothing, and where the value of an option comes from. */
  private static final Pattern HARMLESS =
      Pattern.compile("\\s*|true|false|null|\\[]|(?:file|console) \\([^\\n]*\\)");

  private static final Pattern PAGE = Pattern.compile("(?i)<html|<!doctype|<script|<table");

  private final String text;

  /** In other texts somebody may have begun a value that does not end. */
  private final boolean isJsonOrPage;

  private MaskedNames(String text, boolean isJsonOrPage) {
    this.text = text;
    this.isJsonOrPage = isJsonOrPage;
  }

  /** The text with masks in place of the values. */
  static String of(String text) {
    String begin = text.stripLeading();
    boolean isJsonOrPage =
        begin.startsWith("{") || begin.startsWith("[") || PAGE.matcher(text).find();
    String masked = text;
    for (Pattern each : new Pattern[] {PAIR, MEMBER, LINE, ITEM}) {
      masked = new MaskedNames(masked, isJsonOrPage).without(each);
    }
    return masked;
  }

  private String without(Pattern pattern) {
    Matcher name = pattern.matcher(text);
    StringBuilder masked = new StringBuilder(text.length());
    int copied = 0;
    for (int at = 0; name.find(at); ) {
      int begin = name.end();
      at = begin;
      if (!SecretNames.isSecret(name.group(name.groupCount()))) {
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
    int line = isJsonOrPage ? -1 : text.indexOf('\n', begin);
    return line < 0 ? text.length() : line;
  }

  private boolean isEmpty(int begin, int end, String quote) {
    return text.substring(begin, end).equals(quote + quote);
  }

  private int end(Pattern pattern, Matcher name) {
    int begin = name.end();
    if (pattern == LINE && text.startsWith("\"", name.start())) {
      int end = JsonEnd.ofText(text, begin, limit(begin));
      return text.startsWith("\"", end - 1) && end > begin ? end - 1 : end; // without the quote
    }
    Matcher end = (pattern == LINE ? END_OF_LINE : END_OF_ITEM).matcher(text);
    return end.find(begin) ? end.start() : text.length();
  }
}
