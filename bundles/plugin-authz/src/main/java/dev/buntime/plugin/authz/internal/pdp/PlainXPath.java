package dev.buntime.plugin.authz.internal.pdp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The XPaths that are looked at: location paths that cannot take long. Steps are names, {@code *},
 * {@code .}, {@code ..}, attributes, {@code text()}, {@code node()} and {@code comment()}. A
 * predicate compares what is below its step, a number, a text, {@code last()}, {@code position()}
 * or {@code count(…)}, also with {@code not(…)}, {@code and} and {@code or}; it holds no other
 * predicate and does not leave its step. Not thread-safe.
 */
final class PlainXPath {
  private static final int LONGEST = 500;
  private static final int MOST_DESCENTS = 2;
  private static final int MOST_ASCENTS = 1;
  private static final int DEEPEST = 20;

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(//|\\.\\.|!=|<=|>=|\"[^\"]*\"|'[^']*'|\\d+(?:\\.\\d+)?"
              + "|[\\p{L}_][\\p{L}\\p{N}._-]*(?::[\\p{L}_*][\\p{L}\\p{N}._-]*)?|\\S)\\s*");

  private static final Pattern NAME = Pattern.compile("[\\p{L}_].*");
  private static final Pattern CONSTANT = Pattern.compile("[\\d\"'].+|\\d");
  private static final List<String> KINDS = List.of("text", "node", "comment");
  private static final List<String> COMPARISONS = List.of("=", "!=", "<", "<=", ">", ">=");

  private final Matcher tokens;
  private String token = "";
  private int descents;
  private int ascents;
  private int depth;

  private PlainXPath(String xpath) {
    tokens = TOKEN.matcher(xpath);
  }

  /** What is not plain. */
  private static final class NotPlainException extends Exception {
    private static final long serialVersionUID = 1L;

    NotPlainException(String problem) {
      super(problem, null, false, false);
    }
  }

  /**
   * Why an XPath is not looked at; empty if it is.
   *
   * @param xpath as it is written
   */
  static String problem(String xpath) {
    if (xpath.length() > LONGEST) {
      return "an XPath has more than %d characters".formatted(LONGEST);
    }
    try {
      PlainXPath plain = new PlainXPath(xpath);
      plain.next();
      plain.path();
      if (!plain.token.isEmpty()) {
        throw plain.unexpected();
      }
      return "";
    } catch (NotPlainException e) {
      return "the XPath %s is not a plain path: %s".formatted(xpath, e.getMessage());
    }
  }

  private void next() {
    boolean isThere = tokens.lookingAt();
    token = isThere ? tokens.group(1) : "";
    tokens.region(isThere ? tokens.end() : tokens.regionEnd(), tokens.regionEnd());
  }

  private boolean take(String wanted) {
    boolean isThere = token.equals(wanted);
    if (isThere) {
      next();
    }
    return isThere;
  }

  private void expect(String wanted) throws NotPlainException {
    if (!take(wanted)) {
      throw unexpected();
    }
  }

  private NotPlainException unexpected() {
    return new NotPlainException(
        token.isEmpty() ? "it ends too early" : "%s is not allowed here".formatted(token));
  }

  private void path() throws NotPlainException {
    boolean isRoot = take("/");
    if (isRoot && token.isEmpty()) {
      return;
    }
    if (!isRoot && take("//")) {
      descend();
    }
    step();
    while (token.startsWith("/")) {
      if (take("//")) {
        descend();
      } else {
        next();
      }
      step();
    }
  }

  private void descend() throws NotPlainException {
    if (++descents > MOST_DESCENTS) {
      throw new NotPlainException("it has // more than %d times".formatted(MOST_DESCENTS));
    }
  }

  private void step() throws NotPlainException {
    if (take("..")) {
      if (++ascents > MOST_ASCENTS) {
        throw new NotPlainException("it has .. more than once");
      }
      return;
    }
    if (take(".")) {
      return;
    }
    test();
    while (take("[")) {
      either();
      expect("]");
    }
  }

  private void test() throws NotPlainException {
    if (take("@")) {
      if (!take("*")) {
        name();
      }
      return;
    }
    if (take("*")) {
      return;
    }
    String name = token;
    name();
    if (take("(")) {
      if (!KINDS.contains(name)) {
        throw new NotPlainException("the function %s is not allowed".formatted(name));
      }
      expect(")");
    }
  }

  private void name() throws NotPlainException {
    if (!NAME.matcher(token).matches()) {
      throw unexpected();
    }
    next();
  }

  private void either() throws NotPlainException {
    if (++depth > DEEPEST) {
      throw new NotPlainException("it has too many parentheses in each other");
    }
    do {
      comparison();
    } while (take("and") || take("or"));
    depth--;
  }

  private void comparison() throws NotPlainException {
    operand();
    if (COMPARISONS.contains(token)) {
      next();
      operand();
    }
  }

  private void operand() throws NotPlainException {
    if (CONSTANT.matcher(token).matches()) {
      next();
    } else if (isCall("last") || isCall("position")) {
      expect(")");
    } else if (isCall("not")) {
      either();
      expect(")");
    } else if (isCall("count")) {
      below();
      expect(")");
    } else {
      below();
    }
  }

  /** Whether a call of a function begins here; then behind its parenthesis is what comes next. */
  private boolean isCall(String function) {
    int behind = tokens.regionStart();
    boolean isOne = token.equals(function) && tokens.lookingAt() && tokens.group(1).equals("(");
    if (isOne) {
      next();
      next();
    } else {
      tokens.region(behind, tokens.regionEnd());
    }
    return isOne;
  }

  /** A path from a step downwards, without predicates. */
  private void below() throws NotPlainException {
    if (take(".")) {
      return;
    }
    test();
    while (take("/")) {
      test();
    }
  }
}
