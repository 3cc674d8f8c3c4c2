package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.obligation.Duties;
import dev.buntime.runtime.ErrorCode;

/** What becomes of a request. */
sealed interface Ruling {

  /**
   * It goes on.
   *
   * @param duties what is to be done with its answer
   */
  record Allowed(Duties duties) implements Ruling {}

  /**
   * It does not.
   *
   * @param code of the answer
   * @param detail for the client
   * @param challenge how to log in; empty if that would not help
   * @param duties what is to be done with the answer
   */
  record Refused(ErrorCode code, String detail, String challenge, Duties duties)
      implements Ruling {}
}
