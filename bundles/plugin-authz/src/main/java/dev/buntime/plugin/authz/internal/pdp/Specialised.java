package dev.buntime.plugin.authz.internal.pdp;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint.Making;
import dev.buntime.plugin.authz.internal.pdp.Engine.Trace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The decision point of many policies, most of which are for some apps only. Each app is decided by
 * an engine of its own that knows only the policies that can apply to it, in the same order and
 * combined in the same way. What is left out is not applicable for certain, and no algorithm makes
 * a difference between a policy that is not applicable and one that is not there; the verdict is
 * thus the same as that of the whole.
 *
 * <p>Engines of apps are made when first asked, from policies that are parsed already. There are at
 * most as many as policies name apps, and one for all others.
 *
 * <p>Thread-safe; a decision takes no lock once the engine of its app is made.
 */
public final class Specialised {
  private static final String OTHER = "";

  private final DecisionPoint whole;
  private final Frame frame;
  private final List<Entry> entries;
  private final Set<String> named = new HashSet<>();
  private final Map<String, Engine> engines = new ConcurrentHashMap<>();

  /** One for each policy; made when first asked. */
  private final Supplier<List<Engine>> alone = Suppliers.memoize(this::alone);

  /** A policy, and the only apps that it can apply to; none for all. */
  private record Entry(PolicyDocument policy, Optional<Set<String>> apps) {
    Verdict.AppliedPolicy name() {
      return new Verdict.AppliedPolicy(policy.id(), policy.version());
    }

    boolean canApplyTo(String app) {
      return apps.isEmpty() || apps.get().contains(app);
    }
  }

  private Specialised(DecisionPoint whole, Frame frame, List<PolicyDocument> policies) {
    this.whole = whole;
    this.frame = frame;
    entries =
        policies.stream()
            .map(policy -> new Entry(policy, LiteralApps.of(policy.target())))
            .toList();
    entries.forEach(entry -> entry.apps().ifPresent(named::addAll));
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
    Optional<String> app = app(query);
    return app.isEmpty()
        ? whole.decide(query)
        : VerdictReader.read(engine(app.get()).decide(query, Trace.NONE));
  }

  /**
   * The policies that were applicable, as far as they were given and not only referred to.
   *
   * @param explained a verdict of {@link DecisionPoint#explain}
   * @return their places in the order, from 0
   */
  public List<Integer> applicable(Verdict explained) {
    Set<Verdict.AppliedPolicy> applied = Set.copyOf(explained.policies());
    return IntStream.range(0, entries.size())
        .filter(place -> applied.contains(entries.get(place).name()))
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
    return entries.stream().map(entry -> made(() -> alone(entry.policy()))).toList();
  }

  private Engine alone(PolicyDocument policy) throws PolicyException {
    return Engine.of(whole.store(), policy.id(), policy.version(), whole.reads());
  }

  /** The decision point of all policies: it explains, and reads requests from outside. */
  public DecisionPoint whole() {
    return whole;
  }

  /** The app by which the engine is chosen; empty if the request has more than one. */
  private Optional<String> app(Query query) {
    List<String> apps = query.values(Vocabulary.APP);
    if (apps.size() > 1 || query.values().keySet().stream().anyMatch(Specialised::isOtherApp)) {
      return Optional.empty();
    }
    return Optional.of(apps.stream().filter(named::contains).findFirst().orElse(OTHER));
  }

  /** Whether it has the name of the app's, but another type. */
  private static boolean isOtherApp(Attribute attribute) {
    return attribute.id().equals(Vocabulary.APP.id()) && !attribute.equals(Vocabulary.APP);
  }

  private Engine engine(String app) {
    Engine known = engines.get(app);
    return known == null ? engines.computeIfAbsent(app, this::make) : known;
  }

  private Engine make(String app) {
    List<PolicyDocument> policies =
        entries.stream().filter(entry -> entry.canApplyTo(app)).map(Entry::policy).toList();
    return made(() -> {
      PolicyDocument root = XacmlReader.policy(frame.over(policies));
      return Engine.of(whole.store().with(List.of(root)), Frame.ROOT, whole.reads());
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
