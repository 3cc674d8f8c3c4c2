package dev.buntime.plugin.authz.internal.admin;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import dev.buntime.plugin.authz.internal.pdp.Verdict;
import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.Explanation;
import dev.buntime.plugin.authz.internal.set.Outcome;
import dev.buntime.plugin.authz.internal.set.PolicyInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Decisions as trees for JSON. */
final class DecisionJson {
  private DecisionJson() {}

  /** {@code {effect, reason, matchedPolicy, obligations, advice, status}}. */
  static Map<String, Object> of(Outcome outcome) {
    Verdict verdict = outcome.verdict();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("effect", word(verdict.decision()));
    members.put("reason", reason(outcome));
    outcome.matched().ifPresent(policy -> members.put("matchedPolicy", policy.id()));
    if (!verdict.obligations().isEmpty()) {
      members.put("obligations", instructions(verdict.obligations()));
    }
    if (!verdict.advice().isEmpty()) {
      members.put("advice", instructions(verdict.advice()));
    }
    if (verdict.decision() == Decision.INDETERMINATE) {
      Map<String, Object> status = new LinkedHashMap<>();
      status.put("code", verdict.status());
      status.put("message", verdict.message());
      status.put("missing", missing(verdict));
      members.put("status", status);
    }
    return members;
  }

  /** {@code {context, decision, rules, policies}}. */
  static Map<String, Object> of(Situation situation, Explanation explanation) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("context", context(situation));
    members.put("decision", of(explanation.outcome()));
    members.put(
        "rules",
        explanation.outcome().verdict().rules().stream()
            .map(rule -> ordered("policy", rule.policy(), "rule", rule.rule()))
            .toList());
    members.put("policies", explanation.parts().stream().map(DecisionJson::part).toList());
    return members;
  }

  private static Map<String, Object> part(Explanation.Part part) {
    PolicyInfo policy = part.policy();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", policy.id());
    members.put("name", policy.name());
    members.put("effect", policy.effect());
    members.put("priority", policy.priority());
    members.put("result", word(part.verdict().decision()));
    members.put("reason", reason(part));
    members.put("missing", missing(part.verdict()));
    return members;
  }

  private static String reason(Explanation.Part part) {
    return switch (part.verdict().decision()) {
      case PERMIT, DENY ->
          part.policy().description().isEmpty() ? "it applies" : part.policy().description();
      case NOT_APPLICABLE ->
          part.unfit().isEmpty()
              ? "it is not for this request"
              : "not fitting: " + String.join(", ", part.unfit());
      case INDETERMINATE -> part.verdict().message();
    };
  }

  private static String reason(Outcome outcome) {
    return switch (outcome.verdict().decision()) {
      case INDETERMINATE -> "It cannot be decided: " + outcome.verdict().message();
      case NOT_APPLICABLE -> "No applicable policy";
      case PERMIT, DENY ->
          outcome
              .matched()
              .map(policy ->
                  policy.description().isEmpty()
                      ? "The policy " + policy.id()
                      : policy.description())
              .orElse("No applicable policy");
    };
  }

  static String word(Decision decision) {
    return decision.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> missing(Verdict verdict) {
    return verdict.missing().stream().map(Reference::id).distinct().sorted().toList();
  }

  private static List<Map<String, Object>> instructions(List<Instruction> instructions) {
    List<Map<String, Object>> list = new ArrayList<>();
    for (Instruction each : instructions) {
      Map<String, List<String>> attributes = new LinkedHashMap<>();
      each.attributes()
          .forEach(attribute ->
              attributes
                  .computeIfAbsent(attribute.id(), _ -> new ArrayList<>())
                  .add(attribute.value()));
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("id", each.id());
      members.put("attributes", attributes);
      list.add(members);
    }
    return list;
  }

  private static Map<String, Object> context(Situation situation) {
    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("id", situation.identity().map(Identity::sub).orElse(Vocabulary.ANONYMOUS));
    situation
        .identity()
        .ifPresent(identity -> {
          subject.put("name", identity.name());
          subject.put("email", identity.email());
          subject.put("roles", identity.roles().stream().sorted().toList());
          subject.put("groups", identity.groups().stream().sorted().toList());
          subject.put("claims", identity.claims());
        });
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("subject", subject);
    var resource = situation.resource();
    members.put(
        "resource",
        ordered(
            "id", resource.id(),
            "app", resource.app(),
            "version", resource.version(),
            "path", resource.path(),
            "type", resource.type(),
            "owner", resource.owner()));
    members.put(
        "action", ordered("method", situation.method(), "operation", situation.operation()));
    members.put(
        "environment",
        ordered(
            "ip", situation.address(),
            "time", situation.time().toString(),
            "userAgent", situation.userAgent()));
    return members;
  }

  private static Map<String, String> ordered(String... namesAndValues) {
    Map<String, String> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }
}
