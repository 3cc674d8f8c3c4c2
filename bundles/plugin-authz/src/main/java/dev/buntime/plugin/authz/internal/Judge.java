package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.plugin.authz.internal.obligation.LogRecord;
import dev.buntime.plugin.authz.internal.obligation.ObligationException;
import dev.buntime.plugin.authz.internal.obligation.StepUp;
import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import dev.buntime.plugin.authz.internal.pdp.Verdict;
import dev.buntime.plugin.authz.internal.query.Situation;
import dev.buntime.plugin.authz.internal.set.Outcome;
import dev.buntime.plugin.authz.internal.set.PolicyInfo;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.runtime.ErrorCode;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what becomes of requests by what policies decide: only what is permitted goes on, and only
 * if all obligations can be carried out (XACML 3.0, section 7.2.1, deny-biased). Those that concern
 * the log are carried out here. Thread-safe.
 */
final class Judge {
  private static final Logger log = LoggerFactory.getLogger(Judge.class);

  private final boolean isDryRun;
  private final boolean isDetailed;

  /**
   * @param isDryRun whether all goes on, and only the log tells what would not
   * @param isDetailed whether clients are told why
   */
  Judge(boolean isDryRun, boolean isDetailed) {
    this.isDryRun = isDryRun;
    this.isDetailed = isDetailed;
  }

  /**
   * Decides a request.
   *
   * @param policies that are in force; empty if none could be read
   */
  Ruling rule(Optional<PolicySet> policies, Situation situation) {
    return policies.isEmpty()
        ? end(
            situation,
            new Ruling.Refused(
                ErrorCode.NOT_READY,
                "Policies decide of this, and they could not be read yet. Try again; the log says"
                    + " if something is wrong with them.",
                "",
                Duties.NONE))
        : end(situation, ruling(policies.get().decide(situation), situation));
  }

  /** Refuses a path that does not say what it is for. */
  Ruling unclear(Situation situation) {
    return end(
        situation,
        refused(
            "The path can be read in two ways, so policies cannot decide of it: write it without"
                + " empty segments, dot segments, parameters, encoded slashes, percent signs,"
                + " backslashes and control characters.",
            "",
            Duties.NONE));
  }

  /** A dry run asks for nothing. */
  private Ruling end(Situation situation, Ruling ruling) {
    if (!isDryRun) {
      if (ruling instanceof Ruling.Refused refused) {
        log.debug("refused {}: {}", request(situation), refused.detail());
      }
      return ruling;
    }
    switch (ruling) {
      case Ruling.Refused refused ->
          log.info("dryRun: {} would be refused: {}", request(situation), refused.detail());
      case Ruling.Allowed(Duties duties) when !duties.equals(Duties.NONE) ->
          log.info("dryRun: {} would pass with {}", request(situation), duties);
      case Ruling.Allowed _ -> {}
    }
    return new Ruling.Allowed(Duties.NONE);
  }

  private Ruling ruling(Outcome outcome, Situation situation) {
    Duties duties;
    try {
      duties = Duties.of(outcome.verdict().obligations());
    } catch (ObligationException e) {
      log.warn("nobody gets past {}: {}", name(outcome), e.getMessage());
      return refused(
          "%s asks for something that cannot be done here.".formatted(name(outcome)),
          isDetailed ? sentence(String.valueOf(e.getMessage())) : "",
          Duties.NONE);
    }
    if (!isDryRun) {
      duties.records().forEach(each -> write(each, outcome, situation));
    }
    Optional<StepUp> login =
        duties.logins().stream()
            .filter(each -> !each.isMet(situation.identity(), situation.time()))
            .findFirst();
    if (login.isPresent()) {
      return new Ruling.Refused(
          ErrorCode.UNAUTHENTICATED,
          name(outcome) + " asks for another login, see WWW-Authenticate.",
          login.get().challenge(),
          duties);
    }
    return outcome.verdict().decision() == Decision.PERMIT
        ? new Ruling.Allowed(duties)
        : refused(reason(outcome), isDetailed ? detail(outcome) : "", duties);
  }

  private static Ruling.Refused refused(String reason, String detail, Duties duties) {
    return new Ruling.Refused(ErrorCode.FORBIDDEN, reason + detail, "", duties);
  }

  private static String reason(Outcome outcome) {
    return switch (outcome.verdict().decision()) {
      case INDETERMINATE -> "It cannot be found out whether the policies allow this.";
      case NOT_APPLICABLE -> "No policy allows this.";
      case DENY, PERMIT ->
          outcome
              .matched()
              .map(policy -> "The policy '%s' does not allow this.".formatted(policy.id()))
              .orElse("No policy allows this.");
    };
  }

  private static String detail(Outcome outcome) {
    Verdict verdict = outcome.verdict();
    String missing =
        verdict.missing().stream().map(Reference::id).distinct().collect(Collectors.joining(", "));
    return sentence(outcome.matched().map(PolicyInfo::description).orElse(""))
        + sentence(verdict.message())
        + (missing.isEmpty() ? "" : sentence("It needs " + missing));
  }

  private static String sentence(String text) {
    if (text.isBlank()) {
      return "";
    }
    return " " + text + (text.endsWith(".") ? "" : ".");
  }

  private static String name(Outcome outcome) {
    return outcome
        .matched()
        .map(policy -> "The policy '%s'".formatted(policy.id()))
        .orElse("A policy");
  }

  private static void write(LogRecord record, Outcome outcome, Situation situation) {
    log.atLevel(record.level())
        .log(
            "{}: {} {}",
            record.text(),
            request(situation),
            outcome.verdict().decision() == Decision.PERMIT ? "permitted" : "denied");
  }

  private static String request(Situation situation) {
    return "%s %s by %s from %s"
        .formatted(
            situation.method(),
            situation.resource().id(),
            situation.identity().map(Identity::sub).orElse(Vocabulary.ANONYMOUS),
            situation.address().isEmpty() ? "an unknown address" : situation.address());
  }
}
