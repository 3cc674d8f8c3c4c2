package dev.buntime.pipeline.internal;

import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What is below {@code /_}: answered by servlets of the runner and of plugins, on threads of Jetty.
 */
final class RunnerPaths {
  private final ServletContextHandler servlets;
  private final HeldRoutes routes;

  RunnerPaths(ServletContextHandler servlets, HeldRoutes routes) {
    this.servlets = servlets;
    this.routes = routes;
  }

  /**
   * Answers on this thread, which is Jetty's; or later on another one of Jetty's, if the route is
   * held.
   *
   * @param path decoded
   * @return whether it answers
   */
  boolean answer(Request request, Response response, Callback callback, String path)
      throws Exception {
    Turnstile turnstile = routes.before(path);
    if (turnstile == null) {
      return servlets.handle(request, response, callback);
    }
    CompletableFuture<Void> entry = turnstile.enter();
    Callback leaving = Callback.from(callback, turnstile::leave);
    if (entry.isDone() && !entry.isCompletedExceptionally()) {
      return serve(request, response, leaving);
    }
    var _ =
        entry.whenCompleteAsync(
            (none, late) -> {
              if (late == null) {
                serve(request, response, leaving);
              } else {
                Answers.problem(request, response, callback, stillHeld(request));
              }
            },
            executor(request));
    return true;
  }

  /** Answers on a thread of Jetty. */
  void answerThere(Request request, Response response, Callback callback, String path) {
    try {
      executor(request)
          .execute(() -> {
            try {
              if (!answer(request, response, callback, path)) {
                Response.writeError(request, response, callback, 404);
              }
            } catch (Exception e) {
              Response.writeError(request, response, callback, e);
            }
          });
    } catch (RejectedExecutionException e) {
      callback.failed(e); // the server stops
    }
  }

  /** Whatever happens, the callback is completed. */
  private boolean serve(Request request, Response response, Callback callback) {
    Throwable failure = null;
    try {
      if (servlets.handle(request, response, callback)) {
        return true;
      }
    } catch (Exception e) {
      failure = e;
    }
    writeError(request, response, callback, failure);
    return true;
  }

  private static void writeError(
      Request request, Response response, Callback callback, @Nullable Throwable failure) {
    if (failure == null) {
      Response.writeError(request, response, callback, 404);
    } else {
      Response.writeError(request, response, callback, failure);
    }
  }

  private static Problem stillHeld(Request request) {
    return Problem.of(
        new InvocationException(
            ErrorCode.NOT_READY, "The plugin is being exchanged; try again in a moment."),
        RequestIds.of(request));
  }

  private static Executor executor(Request request) {
    return request.getComponents().getExecutor();
  }
}
