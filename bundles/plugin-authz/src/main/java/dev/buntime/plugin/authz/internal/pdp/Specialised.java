package dev.buntime.plugin.authz.internal.pdp;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint.Making;
import dev.buntime.plugin.authz.internal.pdp.Engine.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The decision point of many policies, most of which are for few requests: for some apps, roles or
 * paths. Requests that have the same in what the targets ask for are decided by an engine that
 * knows only the policies that can apply to them, in the same order and combined in the same way.
 * What is left out is not applicable for certain, and no algorithm makes a difference between a
 * policy that is not applicable and one that is not there; the verdict is thus the same as that of
 * the whole.
 *
 * <p>Engines are made when first asked, from policies that are parsed already. There are at most
 * {@value #MOST_ENGINES}; then the whole decides what has none.
 *
 * <p>Thread-safe; a decision takes no lock once its engine is made.
 */
public final class Specialised {
  private static final int MOST_ENGINES = 1000;
  private static final int MOST_KEYS = 10_000;

  private final DecisionPoint whole;
  private final Frame frame;
  private final List<PolicyDocument> policies;
  private final TargetIndex index;
  private final Map<TargetIndex.Key, Decider> byKey = new ConcurrentHashMap<>();
  private final Map<BitSet, Decider> bySubset = new ConcurrentHashMap<>();

  /** One for each policy; made when first asked. */
  private final Supplier<List<Engine>> alone = Suppliers.memoize(this::alone);

  /** Decides by some of the policies. */
  private interface Decider {
    Verdict decide(Query query);
  }

  private Specialised(DecisionPoint whole, Frame frame, List<PolicyDocument> policies) {
    this.whole = whole;
    this.frame = frame;
    this.policies = List.copyOf(policies);
    index = new TargetIndex(policies.stream().map(policy -> Needs.of(policy.target())).toList());
  }

  /**
   * Makes a decision point; as slow as {@link DecisionPoint#of}.
   *
   * @param policies in order
   * @param frame how they are combined
   * @throws PolicyException if one is wrong
   */
  public static Specialised of(Collection<PolicyText> policies, Frame frame)
      throws PolicyException {
    List<PolicyText> texts = new ArrayList<>(policies);
    return DecisionPoint.withOurLoader(() -> {
      List<PolicyDocument> documents = new ArrayList<>();
      for (PolicyText text : policies) {
        documents.add(XacmlReader.policy(text));
      }
      PolicyText root = frame.over(documents);
      texts.add(root);
      List<PolicyDocument> all = new ArrayList<>(documents);
      all.add(XacmlReader.policy(root));
      return new Specialised(DecisionPoint.of(texts, all, Frame.ROOT), frame, documents);
    });
  }

  /** Decides; see {@link DecisionPoint#decide}. */
  public Verdict decide(Query query) {
    Optional<TargetIndex.Key> key = index.key(query);
    return key.isEmpty() ? whole.decide(query) : decider(key.get()).decide(query);
  }

  /**
   * The policies that were applicable, as far as they were given and not only referred to.
   *
   * @param explained a verdict of {@link DecisionPoint#explain}
   * @return their places in the order, from 0
   */
  public List<Integer> applicable(Verdict explained) {
    Set<Verdict.AppliedPolicy> applied = Set.copyOf(explained.policies());
    return IntStream.range(0, policies.size())
        .filter(place -> applied.contains(name(policies.get(place))))
        .boxed()
        .toList();
  }

  /**
   * Decides by one policy alone, as {@link #decideByEach} does.
   *
   * @param place of it in the order, from 0
   */
  public Verdict decideBy(int place, Query query) {
    return VerdictReader.read(alone.get().get(place).decide(query, Trace.NONE));
  }

  /**
   * Decides by each policy alone, in order, whether or not it can apply: what it would say if there
   * were no other. For explanations; it takes as long as the number of policies.
   */
  public List<Verdict> decideByEach(Query query) {
    return alone.get().stream()
        .map(engine -> VerdictReader.read(engine.decide(query, Trace.NONE)))
        .toList();
  }

  private List<Engine> alone() {
    return policies.stream().map(policy -> made(() -> alone(policy))).toList();
  }

  private static Verdict.AppliedPolicy name(PolicyDocument policy) {
    return new Verdict.AppliedPolicy(policy.id(), policy.version());
  }

  private Engine alone(PolicyDocument policy) throws PolicyException {
    return Engine.of(whole.store(), policy.id(), policy.version(), whole.reads());
  }

  /** The decision point of all policies: it explains, and reads requests from outside. */
  public DecisionPoint whole() {
    return whole;
  }

  private Decider decider(TargetIndex.Key key) {
    Decider known = byKey.get(key);
    if (known == null) {
      known = decider(index.candidates(key));
      if (byKey.size() >= MOST_KEYS) {
        byKey.clear(); // they are found again
      }
      byKey.put(key, known);
    }
    return known;
  }

  private Decider decider(BitSet candidates) {
    boolean isWorthIt = candidates.cardinality() * 2 <= policies.size();
    Decider known = bySubset.get(candidates);
    if (known != null || !isWorthIt || bySubset.size() >= MOST_ENGINES) {
      return known == null ? whole::decide : known;
    }
    return bySubset.computeIfAbsent(candidates, this::make);
  }

  private Decider make(BitSet candidates) {
    List<PolicyDocument> some = candidates.stream().mapToObj(policies::get).toList();
    Engine engine =
        made(() -> {
          PolicyDocument root = XacmlReader.policy(frame.over(some));
          return Engine.of(whole.store().with(List.of(root)), Frame.ROOT, whole.reads());
        });
    return query -> VerdictReader.read(engine.decide(query, Trace.NONE));
  }

  private static Engine made(Making<Engine> making) {
    try {
      return DecisionPoint.withOurLoader(making);
    } catch (PolicyException e) {
      throw new IllegalStateException("policies that were right are wrong without some", e);
    }
  }
}
