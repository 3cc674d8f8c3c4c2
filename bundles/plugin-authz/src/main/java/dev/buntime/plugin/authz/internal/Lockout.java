package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.obligation.ObligationException;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.PolicyInfo;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoreException.Reason;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Refuses policies that take from their author what it needs to change policies again: to list
 * them, to make one, and to replace each that is in force. Nobody else is known who could. What the
 * author could not do before is no loss. Conditions of time and place count as they are now.
 *
 * @param before the policies that are in force
 * @param author with what is known of the request that brings others
 */
record Lockout(PolicySet before, Situation author) implements SetCheck<PolicySet> {
  private static final String POLICIES = "/_/" + AuthzPlugin.NAME + "/policies";

  @Override
  public void check(PolicySet policies) throws StoreException {
    Optional<Situation> lost =
        needed(policies, author)
            .filter(each -> !isAllowed(policies, each) && isAllowed(before, each))
            .findFirst();
    if (lost.isPresent()) {
      throw new StoreException(
          Reason.LOCKOUT,
          "with this you could not change policies any more (%s %s): let a policy permit that, or say force=true"
              .formatted(lost.get().method(), lost.get().resource().path()));
    }
  }

  /** Whether somebody could change policies by them. */
  static boolean canChangePolicies(PolicySet policies, Situation somebody) {
    return needed(policies, somebody).allMatch(each -> isAllowed(policies, each));
  }

  /** An id that nobody knows stands for all that there are not yet. */
  private static Stream<Situation> needed(PolicySet policies, Situation somebody) {
    Stream<String> ids =
        Stream.concat(
            Stream.of(UUID.randomUUID().toString()),
            policies.policies().stream().map(PolicyInfo::id));
    return Stream.concat(
        Stream.of(somebody.with("GET", Resource.ofRunner(POLICIES))),
        ids.map(id -> somebody.with("PUT", Resource.ofRunner(POLICIES + "/" + id))));
  }

  private static boolean isAllowed(PolicySet policies, Situation change) {
    var verdict = policies.decide(change).verdict();
    try {
      Duties duties = Duties.of(verdict.obligations());
      return verdict.decision() == Decision.PERMIT
          && duties.redaction().isEmpty()
          && duties.logins().stream()
              .allMatch(each -> each.isMet(change.identity(), change.time()));
    } catch (ObligationException _) {
      return false;
    }
  }
}
