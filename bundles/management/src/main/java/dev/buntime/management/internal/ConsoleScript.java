package dev.buntime.management.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells the inline scripts that the web console writes into its pages from those that somebody else
 * got in there, and writes them anew.
 *
 * <p>The console's are of two kinds: a few that never change, and data, which are assignments of
 * literals to variables that the scripts of the pages read. What bundles say of themselves is in
 * the latter, in strings. A literal does nothing when it runs, so a script of nothing but those is
 * harmless whatever its strings say.
 */
final class ConsoleScript {
  /** What the pages read. */
  private static final Set<String> VARIABLES =
      Set.of(
          "appRoot",
          "pluginRoot",
          "startLevel",
          "drawDetails",
          "currentBundle",
          "lastBundleData",
          "i18n",
          "scrData",
          "configData",
          "selectedPid",
          "configurationReferer",
          "factoryCreate",
          "bundleData",
          "bundlePath",
          "param",
          "data",
          "filter",
          "statData");

  /** The scripts that never change, without comments and with single blanks. */
  private static final List<String> CONSTANT =
      List.of(
          "$(document).ready(function(){ $( '#navmenu' ).menu({ position: { my: \"left top\", at:"
              + " \"left bottom\" }, classes: { \"ui-menu\": \"ui-corner-all\" } }); });",
          "if(statData.shutdownTimer) shutdown(statData.shutdownTimeout, 'shutdownform2',"
              + " 'countdowncell');",
          "function pad(value) { if ( value < 10 ) { return '0' + value;} return '' + value;}"
              + " function downloadDump(ext, full) { if (full) { var now = new Date(); var name ="
              + " \"configuration-status-\" + now.getUTCFullYear() + pad(now.getUTCMonth() + 1) +"
              + " pad(now.getUTCDate()) + \"-\" + pad(now.getUTCHours()) +"
              + " pad(now.getUTCMinutes()) + pad(now.getUTCSeconds()) + \".\"; location.href ="
              + " location.href + \"/\" + name + ext; } else { location.href = location.href + '.'"
              + " + ext; } } $(document).ready(function() { $('.downloadTxt').click(function() {"
              + " downloadDump('txt', false)}); $('.downloadJson').click(function() {"
              + " downloadDump('json', false)}); $('.downloadZip').click(function() {"
              + " downloadDump('zip', false)}); $('.downloadFullZip').click(function() {"
              + " downloadDump('zip', true)}); $('.downloadFullTxt').click(function() {"
              + " downloadDump('txt', true)}); });");

  private static final Pattern RELOAD =
      Pattern.compile("shutdown\\(\\d{1,6}, \"reloadform\", \"reloadcountdowncell\"\\);");
  private static final Pattern COMMENT = Pattern.compile("(?m)^\\s*//.*$");
  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern NUMBER =
      Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,3})?");
  private static final int DEEPEST = 64;

  private final String text;
  private final StringBuilder safe = new StringBuilder();
  private int at;

  private ConsoleScript(String text) {
    this.text = text;
  }

  /**
   * The script as it may stand in a page, if it is one of the console's. There is no {@code <} in
   * it that could begin a tag or a comment.
   */
  static Optional<String> rewrite(String text) {
    String plain = BLANKS.matcher(COMMENT.matcher(text).replaceAll("")).replaceAll(" ").strip();
    if (CONSTANT.contains(plain) || RELOAD.matcher(plain).matches()) {
      return Optional.of(plain);
    }
    ConsoleScript script = new ConsoleScript(text);
    return script.assignments() ? Optional.of(script.safe.toString()) : Optional.empty();
  }

  private boolean assignments() {
    skip();
    while (at < text.length()) {
      if (!assignment()) {
        return false;
      }
      skip();
    }
    return true;
  }

  /** {@code var name = literal;}; what is before and behind it may be left out. */
  private boolean assignment() {
    String word = word();
    if (word.equals("var")) {
      skip();
      word = word();
    }
    skip();
    if (!VARIABLES.contains(word) || !take('=')) {
      return false;
    }
    safe.append("var ").append(word).append(" = ");
    skip();
    if (!literal(0)) {
      return false;
    }
    skip();
    take(';'); // JavaScript ends a statement at the end of a line, too
    safe.append(";\n");
    return true;
  }

  private boolean literal(int depth) {
    if (at >= text.length() || depth > DEEPEST) {
      return false;
    }
    char c = text.charAt(at);
    return switch (c) {
      case '{' -> list('{', '}', depth);
      case '[' -> list('[', ']', depth);
      case '"', '\'' -> string();
      default -> (c == '-' || isDigit(c)) ? number() : constant();
    };
  }

  private boolean list(char first, char last, int depth) {
    at++;
    safe.append(first);
    skip();
    while (!take(last)) {
      if (first == '{' && !key()) {
        return false;
      }
      if (!literal(depth + 1)) {
        return false;
      }
      skip();
      if (take(',')) {
        safe.append(',');
        skip();
      } else if (at >= text.length() || text.charAt(at) != last) {
        return false;
      }
    }
    safe.append(last);
    return true;
  }

  private boolean key() {
    if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
      if (!string()) {
        return false;
      }
    } else {
      int begin = at;
      String word = word();
      if (word.isEmpty() && !NUMBER.matcher(text.substring(begin, at)).matches()) {
        return false;
      }
      safe.append(text, begin, at);
    }
    skip();
    if (!take(':')) {
      return false;
    }
    safe.append(':');
    skip();
    return true;
  }

  private boolean string() {
    char quote = text.charAt(at++);
    safe.append(quote);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == quote) {
        safe.append(quote);
        return true;
      }
      if (c == '\n' || c == '\r') {
        return false;
      }
      if (c == '\\') {
        if (at >= text.length() || isLineEnd(text.charAt(at))) {
          return false;
        }
        char escaped = text.charAt(at++);
        safe.append('\\');
        safe.append(escaped == '<' ? "x3c" : escaped);
      } else {
        append(c);
      }
    }
    return false;
  }

  private void append(char c) {
    switch (c) {
      case '<' -> safe.append("\\x3c");
      case '\u2028' -> safe.append("\\u2028");
      case '\u2029' -> safe.append("\\u2029");
      default -> safe.append(c);
    }
  }

  private boolean number() {
    int begin = at;
    while (at < text.length() && isNumberPart(text.charAt(at))) {
      at++;
    }
    String number = text.substring(begin, at);
    safe.append(number);
    return NUMBER.matcher(number).matches();
  }

  private static boolean isNumberPart(char c) {
    return isDigit(c) || "+-.eE".indexOf(c) >= 0;
  }

  private boolean constant() {
    String word = word();
    safe.append(word);
    return word.equals("true") || word.equals("false") || word.equals("null");
  }

  private String word() {
    int begin = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(begin, at);
    return !word.isEmpty() && isDigit(word.charAt(0)) ? "" : word;
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  /** Blanks and comments, of which nothing stays. */
  private void skip() {
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '\ufeff') {
        at++;
      } else if (text.startsWith("//", at)) {
        while (at < text.length() && !isLineEnd(text.charAt(at))) {
          at++;
        }
      } else {
        return;
      }
    }
  }

  private static boolean isNamePart(char c) {
    return c == '_' || c == '$' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
  }
}
