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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes sets of policies: those of the highest priority come first, and of two with the same one
 * the first in the order. Thread-safe.
 *
 * @param frame how they are combined
 * @param fixed policies that each set has, before all others; they stand for those of their ids
 */
public record PolicySetCompiler(Frame frame, List<StoredPolicy> fixed)
    implements SetCompiler<PolicySet> {

  /** Copies the list. */
  public PolicySetCompiler {
    fixed = List.copyOf(fixed);
  }

  /** Without fixed policies. */
  public PolicySetCompiler(Frame frame) {
    this(frame, List.of());
  }

  private record Member(PolicyInfo info, PolicyText text, Optional<Misfit> misfit) {}

  @Override
  public PolicySet compile(List<StoredPolicy> policies) throws StoreException {
    Set<String> ids = fixed.stream().map(StoredPolicy::id).collect(Collectors.toSet());
    List<Member> members = new ArrayList<>();
    for (StoredPolicy policy : fixed) {
      members.add(member(policy));
    }
    for (StoredPolicy policy : policies) {
      if (!ids.contains(policy.id())) {
        members.add(member(policy));
      }
    }
    members.sort(Comparator.comparingInt((Member each) -> -each.info().priority()));
    try {
      Specialised point = Specialised.of(members.stream().map(Member::text).toList(), frame);
      PolicySet set =
          new PolicySet(
              members.stream().map(Member::info).toList(),
              members.stream().map(Member::misfit).toList(),
              point);
      set.prepare(); // here, where nobody's request waits
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
