package dev.buntime.versions;

import dev.buntime.versions.Comparator.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a range once, from left to right.
 *
 * <pre>{@code
 * range    = "latest" | clause *( "||" clause )      ; blanks are allowed around each
 * clause   = [ hyphen | term *( blank term ) ]       ; an empty one, beside "||", admits all
 * hyphen   = [ "v" ] partial blank "-" blank [ "v" ] partial
 * term     = interval | [ operator ] [ "v" ] partial
 * interval = ( "[" | "(" ) end "," end ( "]" | ")" )
 * operator = "^" | "~" | "~>" | ">" | ">=" | "<" | "<=" | "="
 * partial  = one to three numbers, then wildcards, dots between; [ "-" pre ] [ "+" build ]
 * end      = one to three numbers, dots between; [ ( "-" | "." ) pre ] [ "+" build ]
 * }</pre>
 */
final class RangeParser {
  private static final String LATEST = "latest";
  private static final List<Map.Entry<String, Operator>> OPERATORS = // longest first
      List.of(
          Map.entry("^", Operator.CARET),
          Map.entry("~>", Operator.TILDE),
          Map.entry("~", Operator.TILDE),
          Map.entry(">=", Operator.AT_LEAST),
          Map.entry("<=", Operator.AT_MOST),
          Map.entry(">", Operator.GREATER),
          Map.entry("<", Operator.LESS),
          Map.entry("=", Operator.EQUAL));
  private static final String TERM =
      "a version such as 1, 1.4 or 1.4.x, an operator (^ ~ > >= < <= =) or an interval such as"
          + " [1.0,2.0)";

  private final String text;
  private final RangeScanner scanner;
  private final PartialParser partials;

  RangeParser(String text) {
    this.text = text;
    this.scanner = new RangeScanner(text);
    this.partials = new PartialParser(scanner);
  }

  VersionRange parse() throws RangeSyntaxException {
    if (text.length() > VersionRange.MAX_LENGTH) {
      throw new RangeSyntaxException(
          VersionRange.MAX_LENGTH + 1,
          "the range has %d characters; at most %d are allowed"
              .formatted(text.length(), VersionRange.MAX_LENGTH));
    }
    if (text.isBlank()) {
      throw new RangeSyntaxException(1, "the range is empty; expected " + TERM);
    }
    return text.strip().equals(LATEST) ? VersionRange.LATEST : alternatives();
  }

  private VersionRange alternatives() throws RangeSyntaxException {
    List<List<Comparator>> alternatives = new ArrayList<>();
    do {
      alternatives.add(clause());
    } while (scanner.take("||"));
    if (!scanner.atEnd()) {
      throw scanner.unexpected("a blank, || or the end of the range");
    }
    List<Clause> clauses = alternatives.stream().map(Clause::new).toList();
    return new VersionRange(text, clauses, namedBuild(alternatives));
  }

  private static @Nullable SemVer namedBuild(List<List<Comparator>> alternatives) {
    if (alternatives.size() > 1 || alternatives.getFirst().size() != 1) {
      return null;
    }
    Comparator only = alternatives.getFirst().getFirst();
    return only.operator() == Operator.EQUAL && only.operand().namesBuild()
        ? only.operand().withBuild()
        : null;
  }

  private List<Comparator> clause() throws RangeSyntaxException {
    List<Comparator> comparators = new ArrayList<>();
    boolean separated = true;
    scanner.takeBlanks();
    while (separated && !scanner.atEnd() && !scanner.seesWord("||")) {
      int before = comparators.size();
      boolean bare = term(comparators);
      separated = scanner.takeBlanks();
      if (bare && before == 0 && separated && scanner.take("-")) {
        return hyphen(comparators.getFirst().operand());
      }
    }
    return comparators;
  }

  private List<Comparator> hyphen(Partial from) throws RangeSyntaxException {
    if (!scanner.takeBlanks()) {
      throw scanner.unexpected("a blank after the hyphen of a range such as 1.0 - 1.9");
    }
    Partial to = version();
    scanner.takeBlanks();
    return List.of(
        new Comparator(Operator.HYPHEN_FROM, from), new Comparator(Operator.AT_MOST, to));
  }

  /** Adds what the next term means, and says whether it is a version without an operator. */
  private boolean term(List<Comparator> comparators) throws RangeSyntaxException {
    if (scanner.sees("[(")) {
      interval(comparators);
      return false;
    }
    if (scanner.seesWord(LATEST)) {
      throw scanner.failure("'latest' cannot be combined; use * here");
    }
    Operator operator = operator();
    scanner.takeBlanks();
    if (operator == null && !scanner.sees("v") && !partials.seesPartial()) {
      throw scanner.unexpected(TERM);
    }
    comparators.add(
        new Comparator(Objects.requireNonNullElse(operator, Operator.EQUAL), version()));
    return operator == null;
  }

  private @Nullable Operator operator() {
    for (Map.Entry<String, Operator> operator : OPERATORS) {
      if (scanner.take(operator.getKey())) {
        return operator.getValue();
      }
    }
    return null;
  }

  private Partial version() throws RangeSyntaxException {
    scanner.take("v");
    return partials.partial();
  }

  private void interval(List<Comparator> comparators) throws RangeSyntaxException {
    char open = scanner.takeOneOf("[(", "[ or ( at the start of an interval");
    Partial from = partials.intervalEnd();
    scanner.takeOneOf(",", "a comma between the ends of an interval");
    Partial to = partials.intervalEnd();
    char close = scanner.takeOneOf("])", "] or ) at the end of an interval");
    comparators.add(new Comparator(open == '[' ? Operator.AT_LEAST : Operator.GREATER, from));
    comparators.add(new Comparator(close == ']' ? Operator.AT_MOST : Operator.OPEN_END, to));
  }
}
