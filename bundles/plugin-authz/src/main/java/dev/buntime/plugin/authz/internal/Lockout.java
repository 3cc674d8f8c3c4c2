package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.obligation.ObligationException;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.query.Resource;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoreException;
import dev.buntime.plugin.authz.internal.store.StoreException.Reason;

/**
 * Refuses policies by which their author could not change policies any more. Nobody else is known
 * who could.
 *
 * @param author with what is known of the request that brings them
 */
record Lockout(Situation author) implements SetCheck<PolicySet> {
  private static final Resource POLICY =
      Resource.ofRunner("/_/" + AuthzPlugin.NAME + "/policies/any");

  @Override
  public void check(PolicySet policies) throws StoreException {
    if (!canChangePolicies(policies, author)) {
      throw new StoreException(
          Reason.LOCKOUT,
          "with this you could not change policies any more (PUT %s): let a policy permit that, or say force=true"
              .formatted(POLICY.path()));
    }
  }

  /** Whether somebody could change policies by them. */
  static boolean canChangePolicies(PolicySet policies, Situation somebody) {
    Situation change = somebody.with("PUT", POLICY);
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
