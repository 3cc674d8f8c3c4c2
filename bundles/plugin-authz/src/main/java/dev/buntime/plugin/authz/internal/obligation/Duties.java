package dev.buntime.plugin.authz.internal.obligation;

import dev.buntime.plugin.authz.internal.pdp.Verdict.Instruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The obligations of a decision (XACML 3.0, section 7.18), each of a kind that is known here.
 * Immutable.
 *
 * @param records what is to be written to the log
 * @param headers fields that the answer is to have
 * @param redaction what is to be taken out of the answer, if anything is
 * @param logins how somebody has to be logged in; all of them
 */
public record Duties(
    List<LogRecord> records,
    List<AnswerHeader> headers,
    Optional<Redaction> redaction,
    List<StepUp> logins) {
  /** Nothing has to be done. */
  public static final Duties NONE = new Duties(List.of(), List.of(), Optional.empty(), List.of());

  private static final String PREFIX = "urn:buntime:obligation:";
  private static final String KNOWN = "log, header, redact and step-up";

  /** Copies the lists. */
  public Duties {
    records = List.copyOf(records);
    headers = List.copyOf(headers);
    logins = List.copyOf(logins);
  }

  /**
   * Reads obligations.
   *
   * @throws ObligationException if one of them is not known, or cannot be carried out as it is
   */
  public static Duties of(List<Instruction> obligations) throws ObligationException {
    if (obligations.isEmpty()) {
      return NONE;
    }
    List<LogRecord> records = new ArrayList<>();
    List<AnswerHeader> headers = new ArrayList<>();
    List<StepUp> logins = new ArrayList<>();
    Optional<Redaction> redaction = Optional.empty();
    for (Instruction each : obligations) {
      Arguments arguments = new Arguments(each);
      switch (each.id()) {
        case PREFIX + "log" -> records.add(LogRecord.of(arguments));
        case PREFIX + "header" -> headers.addAll(AnswerHeader.of(arguments));
        case PREFIX + "redact" -> {
          Redaction next = Redaction.of(arguments);
          redaction = Optional.of(redaction.map(next::and).orElse(next));
        }
        case PREFIX + "step-up" -> logins.add(StepUp.of(arguments));
        default ->
            throw new ObligationException(
                "the obligation %s is not known; known are %s".formatted(each.id(), KNOWN));
      }
    }
    return new Duties(records, headers, redaction, logins);
  }

  /** Whether an obligation is one that is to be known here. */
  public static boolean isOwn(Instruction obligation) {
    return obligation.id().startsWith(PREFIX);
  }
}
