package dev.buntime.plugin.authz.internal.set;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.plugin.authz.internal.pdp.Frame;
import dev.buntime.plugin.authz.internal.pdp.PolicyException;
import dev.buntime.plugin.authz.internal.pdp.PolicyText;
import dev.buntime.plugin.authz.internal.pdp.Specialised;
import dev.buntime.plugin.authz.internal.shortform.ShortPolicy;
import dev.buntime.plugin.authz.internal.store.SetCompiler;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes sets of policies: those of the highest priority come first, and of two with the same one
 * the first in the order. What the last set has already is not read again. Thread-safe.
 */
public final class PolicySetCompiler implements SetCompiler<PolicySet> {
  private final Frame frame;
  private final List<StoredPolicy> fixed;
  private volatile @Nullable Made last; // replaced whole, never edited

  /**
   * @param frame how they are combined
   * @param fixed policies that each set has, before all others; they stand for those of their ids
   */
  public PolicySetCompiler(Frame frame, List<StoredPolicy> fixed) {
    this.frame = frame;
    this.fixed = List.copyOf(fixed);
  }

  /** Without fixed policies. */
  public PolicySetCompiler(Frame frame) {
    this(frame, List.of());
  }

  private record Member(PolicyInfo info, PolicyText text, Optional<Misfit> misfit) {}

  /** What the next set may take over. */
  private record Made(Map<StoredPolicy, Member> members, Specialised point) {}

  @Override
  public PolicySet compile(List<StoredPolicy> policies) throws StoreException {
    Set<String> ids = fixed.stream().map(StoredPolicy::id).collect(Collectors.toSet());
    List<StoredPolicy> all = new ArrayList<>(fixed);
    policies.stream().filter(policy -> !ids.contains(policy.id())).forEach(all::add);
    Made before = last;
    Map<StoredPolicy, Member> read = new LinkedHashMap<>();
    for (StoredPolicy policy : all) {
      Member known = before == null ? null : before.members().get(policy);
      read.put(policy, known == null ? member(policy) : known);
    }
    List<Member> members = new ArrayList<>(read.values());
    members.sort(Comparator.comparingInt((Member each) -> -each.info().priority()));
    try {
      List<PolicyText> texts = members.stream().map(Member::text).toList();
      Specialised point =
          before == null ? Specialised.of(texts, frame) : before.point().next(texts);
      PolicySet set =
          new PolicySet(
              members.stream().map(Member::info).toList(),
              members.stream().map(Member::misfit).toList(),
              point);
      set.prepare(); // here, where nobody's request waits
      last = new Made(read, point);
      return set;
    } catch (PolicyException e) {
      throw new StoreException(Reason.INVALID, "the policy " + e.getMessage(), e);
    }
  }

  private static Member member(StoredPolicy policy) throws StoreException {
    return switch (policy.format()) {
      case XACML ->
          new Member(
              new PolicyInfo(policy.id(), "", "", "", 0),
              new PolicyText(policy.id(), policy.text()),
              Optional.empty());
      case JSON -> {
        ShortPolicy read = read(policy);
        yield new Member(
            new PolicyInfo(
                read.id(), read.name(), read.description(), read.effect(), read.priority()),
            new PolicyText(policy.id(), read.xacml()),
            Optional.of(new Misfit(read)));
      }
    };
  }

  private static ShortPolicy read(StoredPolicy policy) throws StoreException {
    ShortPolicy read;
    try {
      read = ShortPolicy.read("the policy " + policy.id(), policy.text());
    } catch (JsoncException e) {
      throw new StoreException(Reason.INVALID, String.valueOf(e.getMessage()), e);
    }
    if (!read.id().equals(policy.id())) {
      throw new StoreException(
          Reason.INVALID,
          "the policy %s has the id %s in its text; write the same one"
              .formatted(policy.id(), read.id()));
    }
    return read;
  }
}
