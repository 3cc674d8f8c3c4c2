package dev.buntime.plugin.authz.internal.pdp;

import java.util.Map;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Policy;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.PolicySet;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Target;

/** A policy or a policy set that passed the schema. */
sealed interface PolicyDocument {
  /** The {@link PolicyText#id()}. */
  String source();

  /** The value of PolicyId or PolicySetId. */
  String id();

  /** The value of Version, dotted numbers. */
  String version();

  /** What it is for. */
  Target target();

  /** What it looks at, without the documents that it refers to. */
  Reads reads();

  /** The prefixes of name spaces that are in scope at the root, which its XPaths may use. */
  Map<String, String> prefixes();

  /** A document whose root is a Policy. */
  record Single(String source, Policy policy, Reads reads, Map<String, String> prefixes)
      implements PolicyDocument {
    @Override
    public String id() {
      return policy.getPolicyId();
    }

    @Override
    public String version() {
      return policy.getVersion();
    }

    @Override
    public Target target() {
      return policy.getTarget();
    }
  }

  /** A document whose root is a PolicySet. */
  record Many(String source, PolicySet policySet, Reads reads, Map<String, String> prefixes)
      implements PolicyDocument {
    @Override
    public String id() {
      return policySet.getPolicySetId();
    }

    @Override
    public String version() {
      return policySet.getVersion();
    }

    @Override
    public Target target() {
      return policySet.getTarget();
    }
  }
}
