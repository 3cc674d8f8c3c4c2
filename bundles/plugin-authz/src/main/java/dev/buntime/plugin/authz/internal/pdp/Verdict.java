package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import java.util.List;

/**
 * The answer of a decision point.
 *
 * @param decision of it
 * @param status URN of the status, {@value #OK} if all went well
 * @param message why it is indeterminate; empty if it is not
 * @param obligations what must be done; who cannot do it must refuse
 * @param advice what may be done
 * @param missing attributes that a policy could not do without
 * @param policies that were applicable, outermost last; empty unless it was asked for
 * @param rules that led to the decision; empty unless it was asked for
 */
public record Verdict(
    Decision decision,
    String status,
    String message,
    List<Instruction> obligations,
    List<Instruction> advice,
    List<Reference> missing,
    List<AppliedPolicy> policies,
    List<AppliedRule> rules) {
  /** The status of a decision that was found. */
  public static final String OK = "urn:oasis:names:tc:xacml:1.0:status:ok";

  /** The answer of policies that are not for a request. */
  static final Verdict NOT_APPLICABLE =
      new Verdict(
          Decision.NOT_APPLICABLE, OK, "", List.of(), List.of(), List.of(), List.of(), List.of());

  /** Makes it immutable. */
  public Verdict {
    obligations = List.copyOf(obligations);
    advice = List.copyOf(advice);
    missing = List.copyOf(missing);
    policies = List.copyOf(policies);
    rules = List.copyOf(rules);
  }

  /**
   * An obligation or an advice.
   *
   * @param id a URI
   * @param attributes in order; an id may be there more than once
   */
  public record Instruction(String id, List<Assignment> attributes) {
    /** Makes it immutable. */
    public Instruction {
      attributes = List.copyOf(attributes);
    }
  }

  /**
   * A value that goes with an obligation or an advice.
   *
   * @param id of the attribute
   * @param type a URI
   * @param value as XML Schema writes it
   */
  public record Assignment(String id, String type, String value) {}

  /**
   * A policy or policy set that was applicable.
   *
   * @param id PolicyId or PolicySetId
   * @param version of it
   */
  public record AppliedPolicy(String id, String version) {}

  /**
   * A rule that led to a decision.
   *
   * @param policy PolicyId
   * @param rule RuleId
   */
  public record AppliedRule(String policy, String rule) {}
}
