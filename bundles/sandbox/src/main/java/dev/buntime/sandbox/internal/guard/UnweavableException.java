package dev.buntime.sandbox.internal.guard;

import java.io.Serial;

/** Says why a class cannot be woven. */
final class UnweavableException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UnweavableException(String reason) {
    super(reason);
  }

  UnweavableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
