package dev.buntime.pipeline.internal;

import dev.buntime.catalog.CatalogListener;
import dev.buntime.catalog.CatalogSnapshot;
import dev.buntime.catalog.LiveApp;
import dev.buntime.runtime.MeasuredRequest;
import dev.buntime.runtime.MeteredVersions;
import dev.buntime.runtime.TrafficRuntime;
import dev.buntime.runtime.dto.TrafficDTO;
import dev.buntime.versions.AppVersion;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Counts and times all requests, by who they were for and how they ended.
 *
 * <p>The totals are always kept. The meters by app are Micrometer's: as long as nobody has added a
 * registry to its global one they do nothing. An app version that is undeployed takes its meters
 * with it; those that are to have none of their own are counted together. Thread-safe.
 */
@Component(
    service = {
      RequestMeters.class,
      TrafficRuntime.class,
      MeasuredRequest.class,
      CatalogListener.class
    })
public final class RequestMeters implements TrafficRuntime, MeasuredRequest, CatalogListener {
  private static final String ATTRIBUTE = RequestMeters.class.getName();
  private static final String RUNNER = "(runner)";
  private static final String NONE = "(none)";

  private static final ScopedValue<Request> MEASURED = ScopedValue.newInstance();

  private volatile CatalogSnapshot catalog = CatalogSnapshot.EMPTY; // replaced whole
  private final Traffic traffic = new Traffic(System::nanoTime);
  private final Map<AppVersion, RequestTimers> byApp = new ConcurrentHashMap<>();
  private final RequestTimers runner = new RequestTimers(RUNNER, RUNNER);
  private final RequestTimers nobody = new RequestTimers(NONE, NONE);
  private final RequestTimers others =
      new RequestTimers(MeteredVersions.OTHER, MeteredVersions.OTHER);
  private volatile @Nullable MeteredVersions metered;

  /** Made by Declarative Services. */
  @Activate
  public RequestMeters() {}

  @Deactivate
  void stop() {
    changed(catalog, CatalogSnapshot.EMPTY);
    runner.remove();
    nobody.remove();
    others.remove();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void setMetered(MeteredVersions versions) {
    metered = versions;
    startAnew();
  }

  void unsetMetered(MeteredVersions versions) {
    if (versions.equals(metered)) { // else another one has come in its place
      metered = null;
      startAnew();
    }
  }

  /** Other versions than before have meters of their own now. */
  private void startAnew() {
    byApp.keySet().forEach(this::forget);
  }

  /** A request has begun; its end is heard by itself. */
  void begin(Request request, Response response) {
    traffic.began();
    Request.addCompletionListener(request, _ -> end(request, response));
  }

  /** Who a request is for. */
  static void isFor(Request request, Destination destination) {
    request.setAttribute(
        ATTRIBUTE,
        switch (destination) {
          case Destination.App(var route) -> route.app().id();
          case Destination.Runner _, Destination.Health _ -> RUNNER;
          default -> NONE;
        });
  }

  /** A request has ended. */
  void end(Request request, Response response) {
    long nanos = NanoTime.since(request.getHeadersNanoTime());
    RequestTimers timers = timersOf(request.getAttribute(ATTRIBUTE));
    ScopedValue.where(MEASURED, request)
        .run(() -> timers.record(response.getStatus(), nanos, TimeUnit.NANOSECONDS));
    traffic.ended(nanos); // last: who sees it counted finds it recorded
  }

  private RequestTimers timersOf(@Nullable Object who) {
    if (who instanceof AppVersion app) {
      RequestTimers known = byApp.get(app);
      return known == null ? newTimers(app) : known;
    }
    return RUNNER.equals(who) ? runner : nobody;
  }

  /** A request may end after its app was undeployed, and must not bring the meters back. */
  private RequestTimers newTimers(AppVersion app) {
    if (catalog.find(app).isEmpty()) {
      return nobody;
    }
    if (!isMetered(app)) {
      return others;
    }
    RequestTimers made =
        byApp.computeIfAbsent(
            app,
            id ->
                catalog.find(id).isEmpty()
                    ? null
                    : new RequestTimers(id.app(), id.version().toString()));
    return made == null ? nobody : made;
  }

  private boolean isMetered(AppVersion app) {
    MeteredVersions versions = metered;
    return versions == null || versions.isMetered(app.app(), app.version().toString());
  }

  @Override
  public void changed(CatalogSnapshot before, CatalogSnapshot after) {
    catalog = after; // first: no meter is made any more of what is gone
    for (LiveApp app : before.liveApps()) {
      if (after.find(app.id()).isEmpty()) {
        forget(app.id());
      }
    }
  }

  private void forget(AppVersion app) {
    byApp.computeIfPresent(
        app,
        (id, timers) -> {
          timers.remove();
          return null;
        });
  }

  @Override
  public TrafficDTO traffic() {
    return traffic.toDto();
  }

  @Override
  public @Nullable String requestId() {
    return attribute(RequestIds.ATTRIBUTE);
  }

  @Override
  public @Nullable String traceId() {
    return attribute(TraceParent.ATTRIBUTE);
  }

  private @Nullable String attribute(String name) {
    return MEASURED.isBound() && MEASURED.get().getAttribute(name) instanceof String text
        ? text
        : null;
  }
}
