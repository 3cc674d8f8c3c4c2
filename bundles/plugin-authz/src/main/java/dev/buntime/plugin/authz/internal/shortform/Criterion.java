package dev.buntime.plugin.authz.internal.shortform;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import java.util.List;

/** One thing that a request must be. Immutable. */
sealed interface Criterion {

  /** The same as an expression. */
  Term term();

  /**
   * Whether a function holds for a value and one of the values of an attribute. May stand in a
   * target.
   */
  record Match(Function function, Term.Literal value, Attribute attribute) implements Criterion {
    @Override
    public Term term() {
      return new Term.Apply(
          Function.ANY_OF, List.of(function, value, new Term.Designator(attribute)));
    }
  }

  /** Any other expression; may stand in a condition only. */
  record Test(Term term) implements Criterion {}
}
