package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint;
import dev.buntime.plugin.authz.internal.pdp.Query;
import dev.buntime.plugin.authz.internal.pdp.Specialised;
import dev.buntime.plugin.authz.internal.pdp.Verdict;
import dev.buntime.plugin.authz.internal.query.QueryPlan;
import dev.buntime.plugin.authz.internal.query.Situation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * All policies together. Decisions are remembered by what the policies read of a request, as long
 * as the set is in force. Immutable but for that, and thread-safe.
 */
public final class PolicySet {
  private static final int MOST = 10_000;

  private final List<PolicyInfo> policies;
  private final List<Optional<Misfit>> misfits;
  private final Specialised point;
  private final QueryPlan plan;
  private final Map<Query, Outcome> known = new ConcurrentHashMap<>();

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
      if (known.size() >= MOST) {
        known.clear(); // whoever asks for so much different gains little from remembering
      }
      known.put(query, outcome);
    }
    return outcome;
  }

  /** Makes what the first explanation needs: engines of their own, for all policies. */
  void prepare() {
    Query nothing = Query.builder().build();
    var _ = point.decide(nothing);
    var _ = point.whole().explain(nothing);
    var _ = point.decideByEach(nothing);
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
    Verdict verdict = point.whole().explain(query);
    List<Verdict> each = point.decideByEach(query);
    List<Explanation.Part> parts =
        IntStream.range(0, policies.size())
            .mapToObj(place -> part(place, each.get(place), query))
            .toList();
    return new Explanation(
        new Outcome(verdict, matched(query, verdict.decision(), verdict)), parts);
  }

  private Explanation.Part part(int place, Verdict verdict, Query query) {
    List<String> unfit =
        verdict.decision() == Decision.NOT_APPLICABLE
            ? misfits.get(place).map(misfit -> misfit.of(query)).orElse(List.of())
            : List.of();
    return new Explanation.Part(policies.get(place), verdict, unfit);
  }

  /** For requests of XACML 3.0 itself. */
  public DecisionPoint point() {
    return point.whole();
  }

  private Optional<PolicyInfo> matched(Query query, Verdict verdict) {
    return matched(query, verdict.decision(), point.whole().explain(query));
  }

  private Optional<PolicyInfo> matched(Query query, Decision decision, Verdict explained) {
    return point.applicable(explained).stream()
        .filter(place -> point.decideBy(place, query).decision() == decision)
        .findFirst()
        .map(policies::get);
  }
}
