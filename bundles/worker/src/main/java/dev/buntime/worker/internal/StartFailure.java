package dev.buntime.worker.internal;

import dev.buntime.sandbox.RefusedAppException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;

/** A worker does not start, for a reason in words. */
final class StartFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartFailure(String reason) {
    this(reason, null);
  }

  StartFailure(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }

  /** The reason of any failure of a start, for a person. */
  static String describe(Throwable failure) {
    if (failure instanceof BundleException bundle && bundle.getCause() != null) {
      return "its bundle activator failed: " + bundle.getCause();
    }
    return failure instanceof StartFailure || failure instanceof RefusedAppException
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }
}
