package dev.buntime.management.internal;

import dev.buntime.credentials.ConfigurationSecrets;
import dev.buntime.credentials.SecretNames;
import dev.buntime.credentials.UserInfo;
import java.util.HashMap;
import java.util.List;
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

  private static final String SPACE = "(?:\\s|&nbsp;)*+";

  /** As it is in JSON, in JSON in HTML, and in what is like JSON. */
  private static final String QUOTE =
      "(?=[\\\\\"'&])(?<!\\\\)(?<quote>\\\\*+(?:\"|'|&quot;|&apos;|&#0*+3[49];|&#[xX]0*+2[27];))";

  private static final String IS = "\\k<quote>" + SPACE + ":" + SPACE;
  private static final String NEXT = "\\k<quote>" + SPACE + "," + SPACE + "\\k<quote>";

  /**
   * A property of a service, or one of a list of variables: {@code "key":"secret","value":…}, which
   * may be in a text of JSON.
   */
  private static final Pattern PAIR =
      Pattern.compile(QUOTE + "(?:key|name)" + IS + "\\k<quote>" + NAME + NEXT + "value" + IS);

  /** What is in quotes, and what is behind it. */
  private static final String QUOTED =
      "(?:(?<=\")[^\"]*+" + NEXT + "|(?<=\")[^\"\\\\]*+" + NEXT + "|[^\"'&<\\\\]*+" + NEXT + ")";

  /** A member of an object, which may be in a text of JSON: {@code \"secret\":…}. */
  private static final Pattern MEMBER =
      Pattern.compile(
          (QUOTE + "(?!key" + IS + "\\k<quote>" + QUOTED + "value\\k<quote>)") + (NAME + IS));

  /** A line: {@code secret = …}, {@code secret: …}. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^" + BLANK + NAME + BLANK + "[=:](?!//)" + BLANK);

  /** What begins with a name, as a variable does: {@code env = SECRET=…}. */
  private static final String OPTION = "[A-Za-z0-9_.-]++" + BLANK + "[=:]" + BLANK + "[\"']?";

  private static final Pattern LINE_OF_OPTION =
      Pattern.compile("(?m)^" + BLANK + OPTION + NAME + "=(?!//)");

  /** An item of a list of YAML. */
  private static final Pattern DASH =
      Pattern.compile("(?m)^" + BLANK + "-(?: |&nbsp;)++" + NAME + BLANK + "[=:](?!//)" + BLANK);

  /** A text of JSON that is one, which may be in a text of JSON as well. */
  private static final Pattern TEXT =
      Pattern.compile(
          "(?=[\\\\\"])(?<!\\\\)(?<escape>\\\\*+)\"" + BLANK + NAME + BLANK + "[=:](?!//)" + BLANK);

  private static final Pattern TEXT_OF_OPTION =
      Pattern.compile(
          "(?=[\\\\\"])(?<!\\\\)(?<escape>\\\\*+)\"" + BLANK + OPTION + NAME + "=(?!//)");

  /** One of several in a line: {@code , secret=…}, {@code , secret: …}. */
  private static final Pattern ITEM =
      Pattern.compile("[,{\\[(](?: |&nbsp;)?" + NAME + "(?:=|:(?: |&nbsp;))");

  private static final Pattern END_OF_ITEM =
      Pattern.compile(",(?: |&nbsp;)?[A-Za-z0-9_.-]++(?:=|:(?: |&nbsp;))|[]}\"<\\n]");

  private static final Pattern ITEM_OF_OPTION =
      Pattern.compile("[,{\\[(](?: |&nbsp;)?[A-Za-z0-9_.-]++(?:=|:(?: |&nbsp;))" + NAME + "=");

  /** A parameter of an address: {@code ?secret=…}, {@code ;secret=…}. */
  private static final Pattern PARAMETER = Pattern.compile("[?&;#]" + NAME + "=");

  /** An option of a command: {@code --secret …}, {@code "--secret","…"}. */
  private static final Pattern FLAG =
      Pattern.compile(
          "-(?<![A-Za-z0-9_.-]-)-?(?!-)"
              + (NAME + "(?:\\\\*+(?:\"|'|&quot;|&#39;))?(?:(?: |&nbsp;)++|," + SPACE + ")")
              + "(?:\\\\*+(?:\"|'|&quot;|&#39;))?(?!-)");

  /** The user of a command, who has a password behind a colon: {@code -u joe:…}. */
  private static final Pattern USER =
      Pattern.compile(
          "-(?<=[\\s;\"']-)(?:[uU]|-user|-proxy-user)(?:[ =]|&nbsp;)++(?:\\\\*+[\"'])?([^\\s:\"'<>&]++):");

  /** An element of XML. */
  private static final Pattern ELEMENT =
      Pattern.compile("(?=[<&])(?:<|&lt;)" + NAME + "(?:>|&gt;)");

  private static final Pattern END_OF_FLAG =
      Pattern.compile("[\\s\"'<>,\\]\\\\]|&nbsp;|&quot;|&#39;|&lt;|&gt;");

  private static final Pattern END_OF_ELEMENT = Pattern.compile("<|&lt;|(?<!\\\\)\\\\*+\"");

  private static final Pattern END_OF_PARAMETER = Pattern.compile("[&;\\s\"'<>\\\\]");

  private static final Pattern END_OF_TEXT = Pattern.compile("<|(?<!\\\\)\\\\*+\"");
  private static final Pattern END_OF_LINE = Pattern.compile("[<\\r\\n]");

  /** No secret: truth values, nothing, and where the value of an option comes from. */
  private static final Pattern HARMLESS =
      Pattern.compile("\\s*|true|false|null|\\[]|(?:file|console) \\([^\\n]*\\)");

  /** All, in the order in which they are looked for. */
  private static final List<Pattern> ALL =
      List.of(
          PAIR,
          MEMBER,
          LINE,
          LINE_OF_OPTION,
          DASH,
          TEXT,
          TEXT_OF_OPTION,
          ITEM,
          ITEM_OF_OPTION,
          PARAMETER,
          FLAG,
          USER,
          ELEMENT);

  private static final Pattern PAGE = Pattern.compile("(?i)<html|<!doctype|<script|<table");

  private final String text;

  /** In other texts somebody may have begun a value that does not end. */
  private final boolean isJsonOrPage;

  /** Where the line ends that was looked at last. */
  private int endOfLine = -1;

  /** Where the text of a page or of JSON ends that was looked at last. */
  private int endOfText = -1;

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
    for (Pattern each : ALL) {
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
      if (pattern != USER
          && !names.computeIfAbsent(name.group(name.groupCount()), SecretNames::isSecret)) {
        continue;
      }
      boolean isJson = pattern == PAIR || pattern == MEMBER;
      String quote = isJson ? name.group("quote") : "\"";
      int end = isJson ? JsonEnd.of(text, begin, quote, limit(begin, quote)) : end(pattern, name);
      if (!HARMLESS.matcher(text).region(begin, end).matches() && !isEmpty(begin, end, quote)) {
        String mask = ConfigurationSecrets.MASK;
        masked.append(text, copied, begin).append(isJson ? quote + mask + quote : mask);
        copied = end;
        at = end;
      }
    }
    return copied == 0 ? text : masked.append(text, copied, text.length()).toString();
  }

  /** What is in a text of a page or of JSON does not go on behind it. */
  private int limit(int begin, String quote) {
    if (quote.endsWith("\"")) {
      return limit(begin);
    }
    if (endOfText < begin) {
      Matcher end = END_OF_TEXT.matcher(text);
      endOfText = end.find(begin) ? end.start() : text.length();
    }
    return Math.min(endOfText, limit(begin));
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
    if (pattern == TEXT || pattern == TEXT_OF_OPTION) {
      String quote = name.group("escape") + "\"";
      int end = JsonEnd.ofText(text, begin, quote, limit(begin));
      int last = end - quote.length();
      return last >= begin && text.startsWith(quote, last) ? last : end; // without the quote
    }
    Matcher end = ends(pattern).matcher(text);
    return end.find(begin) ? end.start() : text.length();
  }

  private static Pattern ends(Pattern pattern) {
    if (pattern == LINE || pattern == LINE_OF_OPTION || pattern == DASH) {
      return END_OF_LINE;
    }
    if (pattern == FLAG || pattern == USER) {
      return END_OF_FLAG;
    }
    if (pattern == ELEMENT) {
      return END_OF_ELEMENT;
    }
    return pattern == PARAMETER ? END_OF_PARAMETER : END_OF_ITEM;
  }
}
