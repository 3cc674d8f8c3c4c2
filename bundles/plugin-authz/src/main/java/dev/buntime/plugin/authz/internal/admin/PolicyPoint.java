package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.PolicyStore;
import dev.buntime.plugin.authz.internal.store.SetCheck;
import dev.buntime.plugin.authz.internal.store.StoredPolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;

/** The policies that are in force, for whoever changes them or asks them. Thread-safe. */
public interface PolicyPoint {

  /** Where policies are kept. */
  PolicyStore<PolicySet> store();

  /** How policies are combined, where they are kept, and what is wrong there, by name. */
  Map<String, Object> status();

  /** Policies that stand in the options of the plugin, and are changed there. */
  List<StoredPolicy> fixed();

  /** What refuses policies by which whoever makes a request could not change them any more. */
  SetCheck<PolicySet> lockout(HttpServletRequest request);
}
