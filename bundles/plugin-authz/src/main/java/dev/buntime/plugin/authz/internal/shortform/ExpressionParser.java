package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.jsonc.Nearest;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.shortform.Operand.Claim;
import dev.buntime.plugin.authz.internal.shortform.Operand.Constant;
import dev.buntime.plugin.authz.internal.shortform.Operand.Constants;
import dev.buntime.plugin.authz.internal.shortform.Operand.Known;
import dev.buntime.plugin.authz.internal.shortform.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads expressions such as {@code subject.claims.level >= 3 && resource.path startsWith "/a"} and
 * translates them to XACML.
 *
 * <p>An attribute may have several values, and none: a comparison holds if it holds for one of
 * them. {@code !=} is the opposite of {@code ==}. Is used for one expression, by one thread.
 */
final class ExpressionParser {
  private static final int DEEPEST = 32;
  private static final int LONGEST = 10_000;

  private static final Map<String, Order> ORDERS =
      Map.of(
          "==", Order.EQUAL,
          "!=", Order.EQUAL,
          "<", Order.LESS,
          "<=", Order.LESS_OR_EQUAL,
          ">", Order.GREATER,
          ">=", Order.GREATER_OR_EQUAL);

  private static final Map<String, Function> TEXTS =
      Map.of(
          "contains", Function.CONTAINS,
          "startsWith", Function.STARTS_WITH,
          "endsWith", Function.ENDS_WITH,
          "matches", Function.MATCHES);

  private final List<Token> tokens;
  private int at;
  private int depth;

  private ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /**
   * Translates an expression.
   *
   * @throws ExpressionException if it is none; the message says where and what may be there
   */
  static Term parse(String expression) throws ExpressionException {
    if (expression.length() > LONGEST) {
      throw new ExpressionException(LONGEST, "an expression has at most 10000 characters");
    }
    ExpressionParser parser = new ExpressionParser(Token.of(expression));
    Term term = parser.disjunction();
    if (parser.next().kind() != Kind.END) {
      throw parser.unexpected("&&, || or the end");
    }
    return term;
  }

  private Token next() {
    return tokens.get(at);
  }

  private boolean take(String sign) {
    if (next().is(sign)) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(String sign) throws ExpressionException {
    if (!take(sign)) {
      throw unexpected(sign);
    }
  }

  private ExpressionException unexpected(String wanted) {
    return new ExpressionException(
        next().column(), "%s is here; wanted is %s".formatted(next().words(), wanted));
  }

  private Term disjunction() throws ExpressionException {
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(conjunction());
    } while (take("||"));
    return Term.or(terms);
  }

  private Term conjunction() throws ExpressionException {
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(negation());
    } while (take("&&"));
    return Term.and(terms);
  }

  private Term negation() throws ExpressionException {
    if (++depth > DEEPEST) {
      throw new ExpressionException(
          next().column(), "an expression may be %d deep".formatted(DEEPEST));
    }
    Term term;
    if (take("!")) {
      term = Term.not(negation());
    } else if (take("(")) {
      term = disjunction();
      expect(")");
    } else {
      term = comparison();
    }
    depth--;
    return term;
  }

  private Term comparison() throws ExpressionException {
    int begin = next().column();
    Operand left = operand();
    Token operator = next();
    if (ORDERS.containsKey(operator.text()) && operator.kind() == Kind.SIGN) {
      at++;
      Term term = compare(operator, ORDERS.get(operator.text()), left, operand());
      return operator.is("!=") ? Term.not(term) : term;
    }
    if (operator.kind() == Kind.WORD && operator.is("in")) {
      at++;
      return in(operator, left, operand());
    }
    if (operator.kind() == Kind.WORD && TEXTS.containsKey(operator.text())) {
      at++;
      return test(operator, left, operand());
    }
    return truth(begin, left);
  }

  private static Term truth(int column, Operand operand) throws ExpressionException {
    if (operand instanceof Constant(Term.Literal(Type type, String text)) && type == Type.BOOLEAN) {
      return text.equals("true") ? Term.yes() : Term.no();
    }
    if (operand instanceof Claim claim) {
      return anyOf(
          Function.of(Type.BOOLEAN, Order.EQUAL),
          new Term.Literal(Type.BOOLEAN, "true"),
          Vocabulary.claim(claim.name(), Type.BOOLEAN));
    }
    throw new ExpressionException(
        column, "this is neither true nor false; compare it, with == for example");
  }

  private static Term compare(Token operator, Order order, Operand left, Operand right)
      throws ExpressionException {
    if (left instanceof Constant(Term.Literal value)) {
      return compareWith(operator, order, value, right);
    }
    if (right instanceof Constant(Term.Literal value)) {
      return compareWith(operator, order.swapped(), value, left);
    }
    Type type = typeOf(left, right);
    Optional<Attribute> one = left.as(type);
    Optional<Attribute> other = right.as(type);
    if (one.isEmpty() || other.isEmpty()) {
      throw mismatch(operator);
    }
    return Term.anyOfAny(Function.of(type, order), one.get(), other.get());
  }

  /** The value is the first argument. */
  private static Term compareWith(Token operator, Order order, Term.Literal value, Operand other)
      throws ExpressionException {
    Type type = other instanceof Known known ? known.attribute().type() : value.type();
    Optional<Term.Literal> converted = Operand.convert(value, type);
    Optional<Attribute> attribute = other.as(type);
    boolean isOrdered = type != Type.BOOLEAN || order == Order.EQUAL;
    if (converted.isEmpty() || attribute.isEmpty() || !isOrdered) {
      throw mismatch(operator);
    }
    return anyOf(Function.of(type, order), converted.get(), attribute.get());
  }

  private static Type typeOf(Operand left, Operand right) {
    if (left instanceof Known known) {
      return known.attribute().type();
    }
    return right instanceof Known known ? known.attribute().type() : Type.STRING;
  }

  private static Term in(Token operator, Operand left, Operand right) throws ExpressionException {
    if (right instanceof Constants(List<Term.Literal> values)) {
      List<Term> terms = new ArrayList<>();
      for (Term.Literal value : values) {
        terms.add(compareWith(operator, Order.EQUAL, value, left));
      }
      return Term.or(terms);
    }
    return compare(operator, Order.EQUAL, left, right);
  }

  private static Term test(Token operator, Operand left, Operand right) throws ExpressionException {
    if (operator.is("contains") && left instanceof Known known && known.isList()) {
      return compare(operator, Order.EQUAL, left, right);
    }
    if (left.as(Type.STRING).isEmpty()
        || !(right instanceof Constant(Term.Literal value))
        || value.type() != Type.STRING) {
      throw new ExpressionException(
          operator.column(),
          operator.text() + " takes an attribute with a text on its left and a text on its right");
    }
    if (operator.is("matches")) {
      Expressions.check(operator.column(), value.text());
    }
    Function function = TEXTS.getOrDefault(operator.text(), Function.MATCHES);
    return anyOf(function, value, left.as(Type.STRING).orElseThrow());
  }

  private static Term anyOf(Function function, Term.Literal value, Attribute attribute) {
    return new Criterion.Match(function, value, attribute).term();
  }

  private static ExpressionException mismatch(Token operator) {
    return new ExpressionException(
        operator.column(),
        operator.text()
            + " does not fit its two sides; compare an attribute with a value of its type: a"
            + " text, a number, true or false, a time \"09:00\", a date \"2030-12-24\"");
  }

  private Operand operand() throws ExpressionException {
    Token token = next();
    switch (token.kind()) {
      case TEXT -> {
        at++;
        return new Constant(Term.text(token.text()));
      }
      case NUMBER -> {
        at++;
        return new Constant(new Term.Literal(Type.DOUBLE, token.text()));
      }
      case WORD -> {
        at++;
        return name(token);
      }
      case SIGN -> {
        if (take("[")) {
          return list();
        }
      }
      case END -> {
        // Nothing is there.
      }
    }
    throw unexpected("an attribute, a text, a number, a list, true or false");
  }

  private Constants list() throws ExpressionException {
    List<Term.Literal> values = new ArrayList<>();
    do {
      int column = next().column();
      if (!(operand() instanceof Constant(Term.Literal value))) {
        throw new ExpressionException(column, "a list has texts, numbers, true and false only");
      }
      values.add(value);
    } while (take(","));
    expect("]");
    return new Constants(values);
  }

  private static Operand name(Token token) throws ExpressionException {
    String name = token.text();
    if (name.equals("true") || name.equals("false")) {
      return new Constant(new Term.Literal(Type.BOOLEAN, name));
    }
    Attribute attribute = Operand.NAMES.get(name);
    if (attribute != null) {
      return new Known(attribute);
    }
    if (name.startsWith(Operand.CLAIM)) {
      return new Claim(name.substring(Operand.CLAIM.length()));
    }
    throw new ExpressionException(
        token.column(),
        "%s is no attribute%s There are %s and %s<name>"
            .formatted(
                name,
                Nearest.to(name, Operand.NAMES.keySet())
                    .map("; did you mean %s?"::formatted)
                    .orElse("."),
                String.join(", ", Operand.NAMES.keySet().stream().sorted().toList()),
                Operand.CLAIM));
  }
}
