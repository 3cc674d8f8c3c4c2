package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import java.util.List;

/** An expression (XACML 3.0, section 5.25). Immutable. */
sealed interface Term permits Function, Term.Apply, Term.Literal, Term.Designator {

  /** A function with its arguments. */
  record Apply(Function function, List<Term> arguments) implements Term {
    /** Copies the list. */
    public Apply {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A value.
   *
   * @param text in the lexical form of the type
   */
  record Literal(Type type, String text) implements Term {}

  /** The bag of values that a request has of an attribute; empty if it has none. */
  record Designator(Attribute attribute) implements Term {}

  /** True for every request. */
  static Term yes() {
    return new Apply(Function.AND, List.of());
  }

  /** True for no request. */
  static Term no() {
    return new Apply(Function.OR, List.of());
  }

  static Literal text(String text) {
    return new Literal(Type.STRING, text);
  }

  static Term not(Term term) {
    return new Apply(Function.NOT, List.of(term));
  }

  static Term and(List<? extends Term> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Apply(Function.AND, List.copyOf(terms));
  }

  static Term or(List<? extends Term> terms) {
    return terms.size() == 1 ? terms.getFirst() : new Apply(Function.OR, List.copyOf(terms));
  }

  /** Whether a function holds for one value of each of two attributes. */
  static Term anyOfAny(Function function, Attribute left, Attribute right) {
    return new Apply(
        Function.ANY_OF_ANY, List.of(function, new Designator(left), new Designator(right)));
  }
}
