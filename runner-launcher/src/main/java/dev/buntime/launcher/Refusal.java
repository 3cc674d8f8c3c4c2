package dev.buntime.launcher;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a command cannot be done: one sentence for the person who gave it, and an exit code. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /** Refuses a command that asks for the impossible. */
  public Refusal(String sentence) {
    this(ExitCode.REFUSED, sentence, null);
  }

  /** Refuses a command because of an exception, which goes nowhere but to a debugger. */
  public Refusal(String sentence, @Nullable Throwable cause) {
    this(ExitCode.REFUSED, sentence, cause);
  }

  /** Ends a command with this code. */
  public Refusal(ExitCode code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What the process ends with. */
  public ExitCode code() {
    return code;
  }

  /** What, which, why and what to do next, in one sentence. */
  public String sentence() {
    return Objects.requireNonNull(getMessage());
  }
}
