package dev.buntime.plugin.authz.internal.shortform;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word of an expression.
 *
 * @param kind of it
 * @param text of it; of a text what is between the quotes
 * @param column where it begins, from 1
 */
record Token(Kind kind, String text, int column) {
  private static final Pattern NEXT =
      Pattern.compile(
          "\\s*+(?:(?<number>-?\\d{1,15}(?:\\.\\d{1,15})?)|(?<word>[A-Za-z_$][\\w$:-]*+(?:\\.[\\w$:-]++)*+)"
              + "|(?<sign>==|!=|<=|>=|&&|\\|\\||[<>!()\\[\\],])|(?<quote>[\"'])|(?<end>$))");

  /** What it is. */
  enum Kind {
    TEXT,
    NUMBER,
    WORD,
    SIGN,
    END
  }

  boolean is(String sign) {
    return (kind == Kind.SIGN || kind == Kind.WORD) && text.equals(sign);
  }

  /** For messages. */
  String words() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "the text \"" + text + '"';
      default -> text;
    };
  }

  /** All words, with one for the end as the last. */
  static List<Token> of(String expression) throws ExpressionException {
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = NEXT.matcher(expression);
    int at = 0;
    while (true) {
      matcher.region(at, expression.length());
      if (!matcher.lookingAt()) {
        int begin = at + (int) expression.substring(at).chars().takeWhile(c -> c <= ' ').count();
        throw new ExpressionException(
            begin + 1,
            expression.charAt(begin) == '='
                ? "to compare, write =="
                : "what begins here is no text, number, name or operator");
      }
      at = matcher.end();
      if (matcher.group("end") != null) {
        tokens.add(new Token(Kind.END, "", at + 1));
        return tokens;
      }
      if (matcher.group("quote") != null) {
        int begin = at;
        StringBuilder text = new StringBuilder();
        at = readText(expression, begin, text);
        tokens.add(new Token(Kind.TEXT, text.toString(), begin));
      } else if (matcher.group("number") != null) {
        tokens.add(new Token(Kind.NUMBER, matcher.group("number"), matcher.start("number") + 1));
      } else if (matcher.group("word") != null) {
        tokens.add(new Token(Kind.WORD, matcher.group("word"), matcher.start("word") + 1));
      } else {
        tokens.add(new Token(Kind.SIGN, matcher.group("sign"), matcher.start("sign") + 1));
      }
    }
  }

  /** Reads on from behind a quote, with backslashes before quotes and backslashes. */
  private static int readText(String expression, int begin, StringBuilder text)
      throws ExpressionException {
    char quote = expression.charAt(begin - 1);
    for (int i = begin; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == quote) {
        return i + 1;
      }
      if (c == '\\' && i + 1 < expression.length()) {
        char escaped = expression.charAt(++i);
        if (escaped != '\\' && escaped != '"' && escaped != '\'') {
          text.append(c); // for regular expressions
        }
        text.append(escaped);
      } else {
        text.append(c);
      }
    }
    throw new ExpressionException(begin, "the text that begins here has no end; write " + quote);
  }
}
