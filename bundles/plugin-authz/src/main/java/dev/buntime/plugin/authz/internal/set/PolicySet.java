package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint;
import dev.buntime.plugin.authz.internal.pdp.Query;
import dev.buntime.plugin.authz.internal.pdp.Specialised;
import dev.buntime.plugin.authz.internal.pdp.Verdict;
import dev.buntime.plugin.authz.internal.query.QueryPlan;
import dev.buntime.plugin.authz.internal.query.Situation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * All policies together. Decisions are remembered by what the policies read of a request, as long
 * as the set is in force. Immutable but for that, and thread-safe.
 */
public final class PolicySet {
  private final List<PolicyInfo> policies;
  private final List<Optional<Misfit>> misfits;
  private final Specialised point;
  private final QueryPlan plan;
  private final Remembered known = new Remembered();

  /**
   * @param policies in their order
   * @param misfits of each, if it can be found out why it does not apply
   * @param point made of them
   */
  PolicySet(List<PolicyInfo> policies, List<Optional<Misfit>> misfits, Specialised point) {
    this.policies = List.copyOf(policies);
    this.misfits = List.copyOf(misfits);
    this.point = point;
    plan = new QueryPlan(point.whole().reads());
  }

  /** In the order in which they are asked. */
  public List<PolicyInfo> policies() {
    return policies;
  }

  /** Decides a request. */
  public Outcome decide(Situation situation) {
    Query query = plan.query(situation);
    if (!plan.isTimeless()) {
      return outcome(query);
    }
    Outcome outcome = known.get(query);
    if (outcome == null) {
      outcome = outcome(query);
      known.put(query, outcome);
    }
    return outcome;
  }

  /** Makes what the first decisions need. */
  void prepare() {
    var _ = outcome(Query.builder().build());
  }

  private Outcome outcome(Query query) {
    Verdict verdict = point.decide(query);
    return new Outcome(
        verdict,
        verdict.decision() == Decision.PERMIT ? Optional.empty() : matched(query, verdict));
  }

  /** Decides a request, and names the policy of a permit as well, which takes longer. */
  public Outcome decideAndName(Situation situation) {
    Query query = plan.query(situation);
    Verdict verdict = point.decide(query);
    return new Outcome(verdict, matched(query, verdict));
  }

  /** Decides a request, and finds out why. */
  public Explanation explain(Situation situation) {
    Query query = plan.query(situation);
    Verdict verdict = point.explain(query);
    List<Verdict> each = point.decideByEach(query);
    Map<Integer, List<String>> unfit = unfit(query, each);
    List<Explanation.Part> parts =
        IntStream.range(0, policies.size())
            .mapToObj(place ->
                new Explanation.Part(
                    policies.get(place), each.get(place), unfit.getOrDefault(place, List.of())))
            .toList();
    return new Explanation(new Outcome(verdict, matched(query, verdict)), parts);
  }

  /** By place; see {@link Explanation}. */
  private Map<Integer, List<String>> unfit(Query query, List<Verdict> each) {
    Map<Integer, List<String>> unfit = new HashMap<>();
    IntStream.concat(
            point.possible(query).stream().mapToInt(Integer::intValue),
            IntStream.range(0, policies.size()))
        .filter(place -> each.get(place).decision() == Decision.NOT_APPLICABLE)
        .distinct()
        .limit(Explanation.MOST_UNFIT)
        .forEach(
            place -> misfits.get(place).ifPresent(misfit -> unfit.put(place, misfit.of(query))));
    return unfit;
  }

  /** For requests of XACML 3.0 itself. */
  public DecisionPoint point() {
    return point.whole();
  }

  private Optional<PolicyInfo> matched(Query query, Verdict verdict) {
    return point.applicable(verdict).stream()
        .filter(place -> point.decideBy(place, query).decision() == verdict.decision())
        .findFirst()
        .map(policies::get);
  }
}
