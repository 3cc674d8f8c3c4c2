package dev.buntime.launcher;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the launcher's process tells the shell. */
public enum ExitCode {
  /** Done, or stopped by a signal. */
  OK(0),
  /** The runner is broken: a bundle does not start, or it never gets ready. */
  FAILED(1),
  /** What was asked for is impossible: a wrong value, a port in use, a missing folder. */
  REFUSED(2),
  /** There is no runner to stop or to ask. */
  NOT_RUNNING(3),
  /** A plugin that is required did not come into force in time. */
  PLUGIN_MISSING(3),
  /** The runner refuses what it was asked for, as it is asked for. */
  UNWANTED(4),
  /** The runner does not take the password. */
  DENIED(5);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /** What a start ends with that a bundle refuses, which may name a status. */
  static ExitCode ofRefusal(@Nullable Object status) {
    return Objects.equals(status, PLUGIN_MISSING.status) ? PLUGIN_MISSING : REFUSED;
  }

  /** The exit status of the process. */
  public int status() {
    return status;
  }
}
