package dev.buntime.plugin.authz.internal.pdp;

/** The four decisions of XACML. */
public enum Decision {
  PERMIT,
  DENY,
  /** No policy says anything. */
  NOT_APPLICABLE,
  /** Whether a policy permits or denies could not be found out. */
  INDETERMINATE
}
