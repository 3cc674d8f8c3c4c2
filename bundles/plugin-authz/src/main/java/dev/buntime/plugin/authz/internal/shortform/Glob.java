package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.shortform.Criterion.Match;
import dev.buntime.plugin.support.LinearPattern;

/**
 * A pattern in which {@code *} stands for any text, also an empty one and one with slashes, and
 * everything else for itself. It fits a whole text.
 *
 * @param pattern as it is written
 */
record Glob(String pattern) {

  /** Whether it fits every text. */
  boolean isAny() {
    return pattern.chars().allMatch(c -> c == '*') && !pattern.isEmpty();
  }

  /** Whether it needs a regular expression that is too long. */
  boolean isTooLong() {
    int star = pattern.indexOf('*', 1);
    boolean isAtAnEnd = star < 0 || (star == pattern.length() - 1 && pattern.charAt(0) != '*');
    return !isAtAnEnd && expression().length() > LinearPattern.LONGEST;
  }

  /** That one of the values of an attribute fits. */
  Match match(Attribute attribute) {
    int first = pattern.indexOf('*');
    int end = pattern.length() - 1;
    if (first < 0) {
      return new Match(Function.of(attribute.type(), Order.EQUAL), Term.text(pattern), attribute);
    }
    if (first == end) {
      return match(Function.STARTS_WITH, pattern.substring(0, end), attribute);
    }
    if (pattern.lastIndexOf('*') == 0) {
      return match(Function.ENDS_WITH, pattern.substring(1), attribute);
    }
    return match(Function.MATCHES, expression(), attribute);
  }

  private static Match match(Function function, String text, Attribute attribute) {
    return new Match(function, Term.text(text), attribute);
  }

  private String expression() {
    StringBuilder expression = new StringBuilder("^");
    pattern
        .codePoints()
        .forEach(c -> {
          if (c == '*') {
            expression.append("[\\s\\S]*"); // any text, line breaks included
          } else if (c < 128 && !Character.isLetterOrDigit(c)) {
            expression.append('\\').appendCodePoint(c);
          } else {
            expression.appendCodePoint(c);
          }
        });
    return expression.append('$').toString();
  }
}
