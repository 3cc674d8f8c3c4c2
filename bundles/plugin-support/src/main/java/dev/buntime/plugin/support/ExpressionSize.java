package dev.buntime.plugin.support;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression is with its repetitions written out: never less than it becomes,
 * perhaps more. Whether it is right does not matter; what is not is refused by the engine.
 *
 * @param depth how many groups are in each other
 * @param parts characters, each as often as it is repeated
 */
record ExpressionSize(int depth, long parts) {
  private static final long ENOUGH = 1_000_000_000; // far beyond every limit, and far from overflow

  static ExpressionSize of(String expression) {
    return new Scan(expression).size();
  }

  /** Goes through an expression once. Not thread-safe. */
  private static final class Scan {
    private static final Pattern COUNTS = Pattern.compile("\\{(\\d+)(?:,(\\d*))?\\}");
    private static final int MOST_DIGITS = 9;

    private final String text;
    private final Matcher counts;

    /** What was counted before each group that is open, outermost first. */
    private final Deque<Long> open = new ArrayDeque<>();

    private long sum;
    private long last;
    private int depth;

    Scan(String text) {
      this.text = text;
      counts = COUNTS.matcher(text);
    }

    ExpressionSize size() {
      int at = 0;
      while (at < text.length()) {
        at = next(at);
      }
      while (!open.isEmpty()) {
        close();
      }
      return new ExpressionSize(depth, sum + last);
    }

    /** Counts what begins at a place, and says where it ends. */
    private int next(int at) {
      return switch (text.charAt(at)) {
        case '(' -> open(at);
        case ')' -> {
          if (!open.isEmpty()) {
            close();
          }
          yield at + 1;
        }
        case '[' -> atom(at, classEnd(at));
        case '\\' -> escape(at);
        case '{' -> repeat(at);
        case '*', '+', '?' -> {
          last = Math.min(ENOUGH, last + 1);
          yield at + 1;
        }
        default -> atom(at, at + 1);
      };
    }

    private int atom(int from, int to) {
      add(to - from);
      return to;
    }

    private void add(long size) {
      sum = Math.min(ENOUGH, sum + last);
      last = size;
    }

    private int open(int at) {
      open.push(Math.min(ENOUGH, sum + last));
      depth = Math.max(depth, open.size());
      sum = 2; // its begin and its end
      last = 0;
      return at + 1;
    }

    private void close() {
      long inside = Math.min(ENOUGH, sum + last);
      sum = open.pop();
      last = inside;
    }

    private int repeat(int at) {
      if (!counts.find(at) || counts.start() != at) {
        return atom(at, at + 1);
      }
      long times = Math.max(count(counts.group(1)), count(counts.group(2)));
      last = Math.min(ENOUGH, (last + 1) * Math.max(1, times));
      return counts.end();
    }

    private static long count(String digits) {
      if (digits == null || digits.isEmpty()) {
        return 0;
      }
      return digits.length() > MOST_DIGITS ? ENOUGH : Long.parseLong(digits);
    }

    /** A character, {@code \Q…\E}, or one that a name in braces follows. */
    private int escape(int at) {
      if (text.startsWith("\\Q", at)) {
        int end = text.indexOf("\\E", at);
        return atom(at, end < 0 ? text.length() : end + 2);
      }
      int end = Math.min(text.length(), at + 2);
      boolean isNamed = end < text.length() && "xpP".indexOf(text.charAt(at + 1)) >= 0;
      if (isNamed && text.charAt(end) == '{') {
        int brace = text.indexOf('}', end);
        return atom(at, brace < 0 ? text.length() : brace + 1);
      }
      return atom(at, end);
    }

    /** A bracket that comes first does not close; classes with names have brackets of their own. */
    private int classEnd(int at) {
      int i = at + 1;
      if (i < text.length() && text.charAt(i) == '^') {
        i++;
      }
      if (i < text.length() && text.charAt(i) == ']') {
        i++;
      }
      while (i < text.length() && text.charAt(i) != ']') {
        int named = text.startsWith("[:", i) ? text.indexOf(":]", i + 2) : -1;
        i = named >= 0 ? named + 2 : i + (text.charAt(i) == '\\' ? 2 : 1);
      }
      return Math.min(text.length(), i + 1);
    }
  }
}
