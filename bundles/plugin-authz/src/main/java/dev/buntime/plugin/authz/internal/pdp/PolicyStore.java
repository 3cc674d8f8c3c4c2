package dev.buntime.plugin.authz.internal.pdp;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ow2.authzforce.core.pdp.api.policy.BaseStaticPolicyProvider;
import org.ow2.authzforce.core.pdp.api.policy.PolicyVersion;
import org.ow2.authzforce.core.pdp.api.policy.PolicyVersionPatterns;
import org.ow2.authzforce.core.pdp.api.policy.PrimaryPolicyMetadata;
import org.ow2.authzforce.core.pdp.api.policy.StaticTopLevelPolicyElementEvaluator;
import org.ow2.authzforce.core.pdp.impl.combining.StandardCombiningAlgorithm;
import org.ow2.authzforce.core.pdp.impl.policy.PolicyEvaluators;
import org.ow2.authzforce.core.pdp.impl.policy.PolicyMap;

/**
 * The policies and policy sets of a decision point, all parsed, checked and linked when it is made:
 * references are resolved among them and nowhere else. Not edited afterwards, and thus thread-safe.
 */
final class PolicyStore extends BaseStaticPolicyProvider {
  private static final int REFERENCE_DEPTH = 16;

  private final Language language;
  private final Optional<PolicyStore> below;
  private final PolicyMap<StaticTopLevelPolicyElementEvaluator> policies;
  private final PolicyMap<PolicyDocument.Many> sets;
  private final IdentityHashMap<PolicyDocument, StaticTopLevelPolicyElementEvaluator> linked =
      new IdentityHashMap<>();
  private final IdentityHashMap<PolicyDocument, StaticTopLevelPolicyElementEvaluator> parsed =
      new IdentityHashMap<>();

  private PolicyStore(
      Collection<PolicyDocument> documents,
      Language language,
      Optional<PolicyStore> below,
      Optional<PolicyStore> before)
      throws PolicyException {
    super(REFERENCE_DEPTH);
    this.language = language;
    this.below = below;
    Map<String, Map<PolicyVersion, StaticTopLevelPolicyElementEvaluator>> single = new HashMap<>();
    Map<String, Map<PolicyVersion, PolicyDocument.Many>> many = new HashMap<>();
    for (PolicyDocument document : documents) {
      switch (document) {
        case PolicyDocument.Single policy -> put(single, policy, parsed(policy, before));
        case PolicyDocument.Many set -> put(many, set, set);
      }
    }
    policies = new PolicyMap<>(single);
    sets = new PolicyMap<>(many);
    for (PolicyDocument document : documents) {
      if (document instanceof PolicyDocument.Many set) {
        link(set);
      }
    }
  }

  /** A store of all that there is. */
  static PolicyStore of(Collection<PolicyDocument> documents, Language language)
      throws PolicyException {
    return new PolicyStore(documents, language, Optional.empty(), Optional.empty());
  }

  /** A store of all that there is now; a policy that is in this one as well is not parsed again. */
  PolicyStore next(Collection<PolicyDocument> documents) throws PolicyException {
    return new PolicyStore(documents, language, Optional.empty(), Optional.of(this));
  }

  /** A store with more documents, which hide those with the same ids. What is here is shared. */
  PolicyStore with(Collection<PolicyDocument> documents) throws PolicyException {
    return new PolicyStore(documents, language, Optional.of(this), Optional.empty());
  }

  Language language() {
    return language;
  }

  private static <T> void put(
      Map<String, Map<PolicyVersion, T>> map, PolicyDocument document, T value)
      throws PolicyException {
    Map<PolicyVersion, T> versions = map.computeIfAbsent(document.id(), _ -> new HashMap<>());
    if (versions.put(new PolicyVersion(document.version()), value) != null) {
      throw new PolicyException(
          document.source(),
          new XacmlException(
              "another document has the id %s and the version %s as well"
                  .formatted(document.id(), document.version())));
    }
  }

  private StaticTopLevelPolicyElementEvaluator parsed(
      PolicyDocument.Single document, Optional<PolicyStore> before) throws PolicyException {
    StaticTopLevelPolicyElementEvaluator known =
        before.map(store -> store.parsed.get(document)).orElse(null);
    StaticTopLevelPolicyElementEvaluator made = known == null ? parse(document) : known;
    parsed.put(document, made);
    return made;
  }

  private StaticTopLevelPolicyElementEvaluator parse(PolicyDocument.Single document)
      throws PolicyException {
    try {
      return PolicyEvaluators.getInstance(
          document.policy(),
          language.expressions(),
          StandardCombiningAlgorithm.REGISTRY,
          Optional.empty(),
          document.prefixes());
    } catch (IllegalArgumentException e) {
      throw invalid(document, e);
    }
  }

  private void link(PolicyDocument.Many document) throws PolicyException {
    try {
      linked(document, new ArrayDeque<>());
    } catch (IllegalArgumentException e) {
      throw invalid(document, e);
    }
  }

  private StaticTopLevelPolicyElementEvaluator linked(
      PolicyDocument.Many document, Deque<String> chain) {
    StaticTopLevelPolicyElementEvaluator known = linked.get(document);
    if (known != null) {
      return known;
    }
    StaticTopLevelPolicyElementEvaluator made =
        PolicyEvaluators.getInstanceStatic(
            document.policySet(),
            language.expressions(),
            StandardCombiningAlgorithm.REGISTRY,
            this,
            chain,
            Optional.empty(),
            document.prefixes());
    linked.put(document, made);
    return made;
  }

  private static PolicyException invalid(PolicyDocument document, IllegalArgumentException cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new PolicyException(
        document.source(),
        "%s version %s is not valid: %s"
            .formatted(document.id(), document.version(), root.getMessage()),
        cause);
  }

  @Override
  protected @Nullable StaticTopLevelPolicyElementEvaluator getPolicy(
      String id, Optional<PolicyVersionPatterns> versions) {
    return value(policies.get(id, versions))
        .or(() -> below.flatMap(store -> Optional.ofNullable(store.getPolicy(id, versions))))
        .orElse(null);
  }

  @Override
  protected @Nullable StaticTopLevelPolicyElementEvaluator getPolicySet(
      String id, Optional<PolicyVersionPatterns> versions, @Nullable Deque<String> chain) {
    Optional<PolicyDocument.Many> document = value(sets.get(id, versions));
    if (document.isEmpty()) {
      return below.map(store -> store.getPolicySet(id, versions, chain)).orElse(null);
    }
    StaticTopLevelPolicyElementEvaluator set =
        linked(document.get(), chain == null ? new ArrayDeque<>() : chain);
    if (chain != null) {
      set.getPolicyRefsMetadata()
          .ifPresent(
              references -> joinPolicyRefChains(chain, references.getLongestPolicyRefChain()));
    }
    return set;
  }

  private static <T> Optional<T> value(@Nullable Entry<PolicyVersion, T> entry) {
    return Optional.ofNullable(entry).map(Entry::getValue);
  }

  /** Always empty: the root is named, never guessed. */
  @Override
  public Optional<PrimaryPolicyMetadata> getCandidateRootPolicy() {
    return Optional.empty();
  }

  /** Holds nothing open. */
  @Override
  public void close() {}
}
