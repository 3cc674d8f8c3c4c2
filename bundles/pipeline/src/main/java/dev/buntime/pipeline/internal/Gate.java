package dev.buntime.pipeline.internal;

import dev.buntime.catalog.Catalog;
import dev.buntime.pipeline.internal.port.ManagementPort;
import dev.buntime.plugins.Passage;
import dev.buntime.plugins.Plugins;
import dev.buntime.router.Route;
import dev.buntime.router.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Stands before Felix HTTP: takes a request through the plugins and sends it to whoever answers it.
 *
 * <p>Where a request goes is found out first, so that plugins can be told, and once: however long
 * they take, it is answered by the version that they were asked about. Only a request that no
 * plugin was asked about goes to another version when its own one is gone.
 */
final class Gate extends Handler.Wrapper {
  private final Router router;
  private final Catalog catalog;
  private final Plugins plugins;
  private final RequestHandover workers;
  private final RunnerPaths runner;
  private final LocalProbe probe;
  private final RequestMeters meters;
  private final boolean hasManagementPort;

  /**
   * @param hasManagementPort whether operators have a port of their own
   */
  Gate(
      ServletContextHandler servlets,
      Router router,
      Catalog catalog,
      Plugins plugins,
      RequestHandover workers,
      RunnerPaths runner,
      LocalProbe probe,
      RequestMeters meters,
      boolean hasManagementPort) {
    super(servlets);
    this.hasManagementPort = hasManagementPort;
    this.meters = meters;
    this.router = router;
    this.catalog = catalog;
    this.plugins = plugins;
    this.workers = workers;
    this.runner = runner;
    this.probe = probe;
  }

  @Override
  public boolean handle(Request sent, Response response, Callback callback) throws Exception {
    String id = RequestIds.of(sent);
    sent.setAttribute(RequestIds.ATTRIBUTE, id);
    response.getHeaders().put(RequestIds.HEADER, id);
    RunnerHeaders.addTo(response.getHeaders(), sent);
    Exchange asked = probe.exchangeOf(sent, id);
    if (asked != null) {
      workers.toWorker(sent, response, callback, asked);
      return true;
    }
    meters.begin(sent, response);
    Request request = named(ForgedIdentity.strip(sent), id);
    if (ShownRequest.isProxyConnect(request)) {
      return pass(plugins.enter(), request, response, callback, id, new Destination.NoTunnel());
    }
    String path = request.getHttpURI().getDecodedPath();
    Passage passage = plugins.enter(); // tells itself who is missing: another look may see others
    Destination destination = behind(request, destination(path, passage));
    RequestMeters.isFor(sent, destination);
    if (destination instanceof Destination.Health) {
      passage.close();
      return super.handle(request, response, callback);
    }
    if (destination instanceof Destination.Runner) {
      passage.close(); // the request may have to wait, and meets the plugins of afterwards
      return runner.enter(
          request,
          response,
          callback,
          path,
          (end, late) ->
              pass(
                  plugins.enter(),
                  request,
                  response,
                  end,
                  id,
                  late == null ? destination : new Destination.Barred(late)));
    }
    return pass(passage, request, response, callback, id, destination);
  }

  /** The request with its id and its place in a trace, for plugins and apps. */
  private static Request named(Request request, String id) {
    TraceParent trace = TraceParent.of(request.getHeaders(), id);
    request.setAttribute(TraceParent.ATTRIBUTE, trace.traceId());
    HttpFields.Mutable fields = HttpFields.build(request.getHeaders()).put(RequestIds.HEADER, id);
    trace.put(fields);
    return new ChangedRequest(request, fields.asImmutable());
  }

  private Destination destination(String path, Passage passage) {
    try {
      return Destination.of(path, router, passage.awaited());
    } catch (RuntimeException e) {
      passage.close();
      throw e;
    }
  }

  /** Apps are not at the port of operators, and what is for operators is nowhere else. */
  private Destination behind(Request request, Destination destination) {
    if (!hasManagementPort || destination instanceof Destination.Health) {
      return destination;
    }
    boolean isRunner = destination instanceof Destination.Runner;
    return isRunner == ManagementPort.isVia(request)
        ? destination
        : new Destination.Elsewhere(isRunner);
  }

  private boolean pass(
      Passage passage,
      Request request,
      Response response,
      Callback callback,
      String id,
      Destination destination)
      throws Exception {
    if (!passage.isEmpty()) {
      visit(passage, request, response, callback, id, destination);
      return true;
    }
    if (destination instanceof Destination.Runner) {
      return runner.answer(request, response, callback);
    }
    send(request, response, callback, id, destination, () -> anew(request));
    return true;
  }

  private void visit(
      Passage passage,
      Request request,
      Response response,
      Callback callback,
      String id,
      Destination destination) {
    String path = request.getHttpURI().getDecodedPath();
    ShownRequest shown =
        new ShownRequest(request, id, destination.target(path), isOwn(destination));
    Visit visit =
        new Visit(
            passage,
            shown,
            response,
            callback,
            changed -> arrive(changed, response, callback, id, destination));
    if (destination instanceof Destination.Barred barred) {
      visit.refuse(barred.why()); // a plugin that is missing cannot keep others from letting it in
    } else {
      visit.begin();
    }
  }

  /** Whether the runner's own login guards it. */
  private static boolean isOwn(Destination destination) {
    return destination instanceof Destination.Runner;
  }

  /** Comes on whichever thread the last plugin left it on, so nothing must get back to that. */
  private void arrive(
      Request request, Response response, Callback callback, String id, Destination destination) {
    try {
      send(request, response, callback, id, destination, Optional::empty);
    } catch (RuntimeException e) {
      Response.writeError(request, response, callback, e);
    }
  }

  /** The app version that answers a request now, if one does. */
  private Optional<Route.ToApp> anew(Request request) {
    Destination now = Destination.of(request.getHttpURI().getDecodedPath(), router, List.of());
    if (!(now instanceof Destination.App(var route))) {
      return Optional.empty();
    }
    RequestMeters.isFor(request, now);
    return Optional.of(route);
  }

  private void send(
      Request request,
      Response response,
      Callback callback,
      String id,
      Destination destination,
      Supplier<Optional<Route.ToApp>> anew) {
    switch (destination) {
      case Destination.App(var route) ->
          workers.toApp(request, response, callback, id, route, anew);
      case Destination.StartPage(String notice) -> {
        Answers.leaveBody(request, response);
        Answers.page(response, callback, Pages.start(catalog.snapshot().versions(), notice));
      }
      case Destination.Nowhere(var why) ->
          Answers.refusal(request, response, callback, Problem.of(why, id));
      case Destination.Barred(var why) ->
          Answers.refusal(request, response, callback, Problem.of(why, id));
      case Destination.Elsewhere elsewhere -> elsewhere.answer(request, response, callback, id);
      case Destination.NoTunnel none -> none.answer(request, response, callback, id);
      case Destination.Runner _, Destination.Health _ ->
          runner.answerThere(request, response, callback);
    }
  }
}
