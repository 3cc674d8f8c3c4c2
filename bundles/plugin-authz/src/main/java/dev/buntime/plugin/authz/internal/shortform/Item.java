package dev.buntime.plugin.authz.internal.shortform;

import java.util.List;

/**
 * A subject, resource or action that a policy is for.
 *
 * @param criteria which must all hold
 */
record Item(List<Criterion> criteria) {
  Item {
    criteria = List.copyOf(criteria);
  }

  /** Whether it may stand in a target. */
  boolean isPlain() {
    return criteria.stream().allMatch(Criterion.Match.class::isInstance);
  }

  /** The same as an expression. */
  Term term() {
    return Term.and(criteria.stream().map(Criterion::term).toList());
  }
}
