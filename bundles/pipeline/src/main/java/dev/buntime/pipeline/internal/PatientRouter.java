package dev.buntime.pipeline.internal;

import dev.buntime.router.Route;
import dev.buntime.router.Router;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Leads nowhere but to the runner itself until the apps folder has been read for the first time:
 * nobody knows before which apps there are.
 *
 * @param router knows the way
 * @param appsAreKnown whether the folder has been read
 */
record PatientRouter(Router router, BooleanSupplier appsAreKnown) implements Router {

  @Override
  public Route route(String canonicalPath) throws InvocationException {
    if (appsAreKnown.getAsBoolean()) {
      return router.route(canonicalPath);
    }
    Route route;
    try {
      route = router.route(canonicalPath);
    } catch (InvocationException e) {
      throw notReady(e);
    }
    if (route instanceof Route.ToRunner) {
      return route;
    }
    throw notReady(null);
  }

  private static InvocationException notReady(@Nullable Throwable cause) {
    return new InvocationException(
        ErrorCode.NOT_READY,
        "The runner starts: it has not read the apps folder yet. Try again in a moment;"
            + " /_/health/ready says more.",
        "",
        "",
        cause);
  }
}
