package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.pdp.DecisionPoint.Making;
import dev.buntime.plugin.authz.internal.pdp.Engine.Trace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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
  private static final int MOST_TRACED = 100;

  private final DecisionPoint whole;
  private final Frame frame;
  private final List<PolicyText> texts;
  private final List<PolicyDocument> policies;
  private final Map<Verdict.AppliedPolicy, Integer> places = new HashMap<>();
  private final TargetIndex index;
  private final Map<TargetIndex.Key, Engine> byKey = new ConcurrentHashMap<>();
  private final Map<BitSet, Engine> bySubset = new ConcurrentHashMap<>();
  private final Map<Integer, Engine> alone = new ConcurrentHashMap<>();

  private Specialised(
      DecisionPoint whole, Frame frame, List<PolicyText> texts, List<PolicyDocument> policies) {
    this.whole = whole;
    this.frame = frame;
    this.texts = List.copyOf(texts);
    this.policies = List.copyOf(policies);
    for (PolicyDocument policy : policies) {
      places.put(new Verdict.AppliedPolicy(policy.id(), policy.version()), places.size());
    }
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
    return of(List.copyOf(policies), frame, Map.of(), Optional.empty());
  }

  /**
   * Makes the decision point that follows this one. Policies that are the same are not read again.
   *
   * @param changed all policies that there are now, in order
   * @throws PolicyException if one is wrong
   */
  public Specialised next(Collection<PolicyText> changed) throws PolicyException {
    Map<PolicyText, PolicyDocument> known = new HashMap<>();
    for (int place = 0; place < texts.size(); place++) {
      known.put(texts.get(place), policies.get(place));
    }
    return of(List.copyOf(changed), frame, known, Optional.of(whole.store()));
  }

  private static Specialised of(
      List<PolicyText> texts,
      Frame frame,
      Map<PolicyText, PolicyDocument> known,
      Optional<PolicyStore> before)
      throws PolicyException {
    return DecisionPoint.withOurLoader(() -> {
      List<PolicyDocument> documents = new ArrayList<>();
      Set<List<Object>> ids = new HashSet<>();
      for (PolicyText text : texts) {
        PolicyDocument read = known.get(text);
        documents.add(read == null ? checked(XacmlReader.policy(text)) : read);
        PolicyDocument last = documents.getLast();
        if (!ids.add(List.of(last.getClass(), last.id()))) {
          throw new PolicyException(
              text.id(),
              new XacmlException(
                  "another document has the id %s as well; choose another one"
                      .formatted(last.id())));
        }
      }
      PolicyText root = frame.over(documents);
      List<PolicyText> allTexts = new ArrayList<>(texts);
      allTexts.add(root);
      List<PolicyDocument> all = new ArrayList<>(documents);
      all.add(XacmlReader.policy(root));
      PolicyStore store =
          before.isPresent() ? before.get().next(all) : PolicyStore.of(all, Language.full());
      return new Specialised(
          DecisionPoint.of(allTexts, all, Frame.ROOT, store), frame, texts, documents);
    });
  }

  private static PolicyDocument checked(PolicyDocument document) throws PolicyException {
    if (Frame.IDS.contains(document.id())) {
      throw new PolicyException(
          document.source(),
          new XacmlException(
              "the id %s is of what all policies are combined in; choose another one"
                  .formatted(document.id())));
    }
    return document;
  }

  /** Decides; see {@link DecisionPoint#decide}. The verdict names the policies as well. */
  public Verdict decide(Query query) {
    return VerdictReader.read(engine(query).decide(query, Trace.POLICIES));
  }

  /**
   * The policies that were applicable, as far as they were given and not only referred to.
   *
   * @param verdict of this
   * @return their places in the order, from 0
   */
  public List<Integer> applicable(Verdict verdict) {
    return verdict.policies().stream()
        .filter(places::containsKey)
        .map(places::get)
        .sorted()
        .toList();
  }

  /**
   * Decides as {@link #decide} does, and names the policies that were applicable and the rules that
   * led to the decision. It reads again those policies that can apply, or all if there are many.
   */
  public Verdict explain(Query query) {
    Optional<BitSet> some = candidates(query).filter(found -> found.cardinality() <= MOST_TRACED);
    boolean isAlone = policies.stream().allMatch(PolicyDocument.Single.class::isInstance);
    return some.isEmpty() || !isAlone
        ? whole.explain(query)
        : VerdictReader.read(traced(some.get()).decide(query, Trace.POLICIES));
  }

  private Engine traced(BitSet some) {
    return made(() -> {
      List<PolicyDocument> documents = new ArrayList<>();
      for (int place : some.stream().toArray()) {
        documents.add(XacmlReader.tracedPolicy(texts.get(place)));
      }
      documents.add(XacmlReader.tracedPolicy(frame.over(List.copyOf(documents))));
      return whole.engine().over(whole.store().with(documents), Frame.ROOT);
    });
  }

  /**
   * Decides by one policy alone, as {@link #decideByEach} does.
   *
   * @param place of it in the order, from 0
   */
  public Verdict decideBy(int place, Query query) {
    Engine engine = alone.computeIfAbsent(place, this::alone);
    return VerdictReader.read(engine.decide(query, Trace.NONE));
  }

  /**
   * Decides by each policy alone, in order: what it would say if there were no other. Those that
   * cannot apply are not asked.
   */
  public List<Verdict> decideByEach(Query query) {
    Optional<BitSet> some = candidates(query);
    return IntStream.range(0, policies.size())
        .mapToObj(place ->
            some.isEmpty() || some.get().get(place)
                ? decideBy(place, query)
                : Verdict.NOT_APPLICABLE)
        .toList();
  }

  /** The places of the policies that can apply to a request as far as their targets show. */
  public List<Integer> possible(Query query) {
    return candidates(query)
        .map(found -> found.stream().boxed().toList())
        .orElseGet(() -> IntStream.range(0, policies.size()).boxed().toList());
  }

  /** The places of the policies that can apply; empty if all have to be asked. */
  private Optional<BitSet> candidates(Query query) {
    return index.key(query).map(index::candidates);
  }

  private Engine alone(int place) {
    PolicyDocument policy = policies.get(place);
    return made(() -> whole.engine().over(whole.store(), policy.id(), policy.version()));
  }

  /** The decision point of all policies: it reads requests from outside. */
  public DecisionPoint whole() {
    return whole;
  }

  private Engine engine(Query query) {
    Optional<TargetIndex.Key> key = index.key(query);
    return key.isEmpty() ? whole.engine() : engine(key.get());
  }

  private Engine engine(TargetIndex.Key key) {
    Engine known = byKey.get(key);
    if (known == null) {
      known = engine(index.candidates(key));
      if (byKey.size() >= MOST_KEYS) {
        byKey.clear(); // they are found again
      }
      byKey.put(key, known);
    }
    return known;
  }

  private Engine engine(BitSet candidates) {
    boolean isWorthIt = candidates.cardinality() * 2 <= policies.size();
    Engine known = bySubset.get(candidates);
    if (known != null || !isWorthIt || bySubset.size() >= MOST_ENGINES) {
      return known == null ? whole.engine() : known;
    }
    return bySubset.computeIfAbsent(candidates, this::make);
  }

  private Engine make(BitSet candidates) {
    List<PolicyDocument> some = candidates.stream().mapToObj(policies::get).toList();
    return made(() -> {
      PolicyDocument root = XacmlReader.policy(frame.over(some));
      return whole.engine().over(whole.store().with(List.of(root)), Frame.ROOT);
    });
  }

  private static Engine made(Making<Engine> making) {
    try {
      return DecisionPoint.withOurLoader(making);
    } catch (PolicyException e) {
      throw new IllegalStateException("policies that were right are wrong without some", e);
    }
  }
}
