package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import dev.buntime.plugin.authz.internal.pdp.Verdict.AppliedPolicy;
import dev.buntime.plugin.authz.internal.pdp.Verdict.AppliedRule;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Assignment;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Status;
import org.ow2.authzforce.core.pdp.api.DecisionResult;
import org.ow2.authzforce.core.pdp.api.ImmutableXacmlStatus;
import org.ow2.authzforce.core.pdp.api.IndeterminateEvaluationException;
import org.ow2.authzforce.core.pdp.api.PepAction;
import org.ow2.authzforce.core.pdp.api.PepActionAttributeAssignment;
import org.ow2.authzforce.core.pdp.api.policy.PrimaryPolicyMetadata;
import org.w3c.dom.Element;

/** Turns results of the engine into verdicts. */
final class VerdictReader {
  private VerdictReader() {}

  static Verdict read(DecisionResult result) {
    Optional<ImmutableXacmlStatus> status = result.getStatus();
    List<Instruction> obligations = new ArrayList<>();
    List<Instruction> advice = new ArrayList<>();
    List<AppliedRule> rules = new ArrayList<>();
    if (result.getPepActions() != null) {
      for (PepAction action : result.getPepActions()) {
        Instruction instruction = instruction(action);
        if (action.isMandatory()) {
          obligations.add(instruction);
        } else if (instruction.id().equals(RuleTrace.ADVICE)) {
          rules.add(rule(instruction));
        } else {
          advice.add(instruction);
        }
      }
    }
    return new Verdict(
        decision(result),
        status.map(each -> each.getStatusCode().getValue()).orElse(Verdict.OK),
        result.getCauseForIndeterminate().map(VerdictReader::message).orElse(""),
        obligations,
        advice,
        status.map(VerdictReader::missing).orElse(List.of()),
        policies(result),
        rules);
  }

  private static Decision decision(DecisionResult result) {
    return switch (result.getDecision()) {
      case PERMIT -> Decision.PERMIT;
      case DENY -> Decision.DENY;
      case NOT_APPLICABLE -> Decision.NOT_APPLICABLE;
      case INDETERMINATE -> Decision.INDETERMINATE;
    };
  }

  private static Instruction instruction(PepAction action) {
    return new Instruction(
        action.getId(),
        action.getAttributeAssignments().stream().map(VerdictReader::assignment).toList());
  }

  private static Assignment assignment(PepActionAttributeAssignment<?> assignment) {
    return new Assignment(
        assignment.getAttributeId(),
        assignment.getDatatype().getId(),
        assignment.getValue().getContent().stream()
            .map(Serializable::toString)
            .collect(Collectors.joining()));
  }

  private static AppliedRule rule(Instruction trace) {
    String policy = "";
    String rule = "";
    for (Assignment each : trace.attributes()) {
      switch (each.id()) {
        case RuleTrace.POLICY -> policy = each.value();
        case RuleTrace.RULE -> rule = each.value();
        default -> {}
      }
    }
    return new AppliedRule(policy, rule);
  }

  /** All that the engine says, from the whole to its cause, each once. */
  private static String message(IndeterminateEvaluationException problem) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null) {
        messages.add(cause.getMessage());
      }
    }
    return String.join(": ", messages);
  }

  private static List<AppliedPolicy> policies(DecisionResult result) {
    List<PrimaryPolicyMetadata> policies = result.getApplicablePolicies();
    if (policies == null) {
      return List.of();
    }
    return policies.stream()
        .map(policy -> new AppliedPolicy(policy.getId(), policy.getVersion().toString()))
        .toList();
  }

  private static List<Reference> missing(Status status) {
    if (status.getStatusDetail() == null) {
      return List.of();
    }
    return status.getStatusDetail().getAnies().stream()
        .filter(VerdictReader::isMissingAttribute)
        .map(detail ->
            new Reference(
                detail.getAttribute("Category"),
                detail.getAttribute("AttributeId"),
                detail.getAttribute("DataType")))
        .toList();
  }

  /** Whether a detail of a status says that an attribute is missing. */
  static boolean isMissingAttribute(Element detail) {
    return "MissingAttributeDetail".equals(detail.getLocalName());
  }
}
