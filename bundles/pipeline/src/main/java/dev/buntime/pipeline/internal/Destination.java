package dev.buntime.pipeline.internal;

import dev.buntime.plugin.AppTarget;
import dev.buntime.router.Route;
import dev.buntime.router.Router;
import dev.buntime.runtime.ErrorCode;
import dev.buntime.runtime.InvocationException;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Where a request goes when the plugins have let it pass. */
sealed interface Destination {

  /** To an app. */
  record App(Route.ToApp route) implements Destination {}

  /** To the start page. */
  record StartPage(String notice) implements Destination {}

  /** To a servlet of the runner or of a plugin. */
  record Runner() implements Destination {}

  /** To a health check: probes must not depend on plugins. */
  record Health() implements Destination {}

  /**
   * Nowhere, since it is behind the other port.
   *
   * @param isRunner whether it is for operators
   */
  record Elsewhere(boolean isRunner) implements Destination {
    void answer(Request request, Response response, Callback callback, String requestId) {
      String detail =
          isRunner
              ? "What is below /_ is not for this port; operators know the other one."
              : "Apps are not for this port, which is that of operators.";
      Problem problem = Problem.ofStatus(HttpStatus.NOT_FOUND_404, detail, requestId);
      Answers.refusal(request, response, callback, problem);
    }
  }

  /** Nowhere, since the runner is no proxy. */
  record NoTunnel() implements Destination {
    /** What follows on the connection is for somebody else. */
    void answer(Request request, Response response, Callback callback, String requestId) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
      String detail = "The runner is no proxy: CONNECT is for WebSockets alone.";
      Problem problem = Problem.ofStatus(HttpStatus.NOT_IMPLEMENTED_501, detail, requestId);
      Answers.problem(request, response, callback, problem);
    }
  }

  /** Nowhere; the reason is the answer. */
  record Nowhere(InvocationException why) implements Destination {}

  /** To somebody who may not be reached as long as there are not all plugins that are required. */
  record Barred(InvocationException why) implements Destination {}

  /**
   * Finds it out. As long as plugins are awaited only the runner itself is reached, which has a
   * login of its own: even what there is, and what there is not, is for the plugins to tell.
   *
   * @param path decoded
   * @param awaited names of required plugins that are not in force
   */
  static Destination of(String path, Router router, List<String> awaited) {
    Route route;
    try {
      route = router.route(path);
    } catch (InvocationException e) {
      return awaited.isEmpty() ? new Nowhere(e) : new Barred(notReady(awaited));
    }
    return switch (route) {
      case Route.ToRunner _ -> isHealth(path) ? new Health() : new Runner();
      case Route.ToApp _, Route.Start _ when !awaited.isEmpty() -> new Barred(notReady(awaited));
      case Route.ToApp toApp -> new App(toApp);
      case Route.Start(String notice) -> new StartPage(notice);
    };
  }

  private static boolean isHealth(String path) {
    return path.startsWith("/_/health") && (path.length() == 9 || path.charAt(9) == '/');
  }

  private static InvocationException notReady(List<String> awaited) {
    return new InvocationException(
        ErrorCode.NOT_READY,
        "The runner waits for what it requires: "
            + String.join(", ", awaited)
            + ". Try again later; /_/health/ready says more.");
  }

  /**
   * The app that answers.
   *
   * @param path decoded
   * @return null if no app answers
   */
  default @Nullable AppTarget target(String path) {
    if (!(this instanceof App(Route.ToApp route))) {
      return null;
    }
    String context = route.contextPath();
    int at = context.indexOf('@');
    boolean isTyped = at >= 0 && path.startsWith(context); // not so for the shell
    return new AppTarget(
        route.app().id().app(),
        route.app().id().version().toString(),
        isTyped ? context.substring(at + 1) : "",
        route.rest());
  }
}
