package dev.buntime.worker.internal;

import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WebDescriptor.FilterMapping;
import dev.buntime.sandbox.Confinement;
import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EventListener;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/**
 * Puts a web application on the whiteboard, as if its bundle did: listeners, then filters, then
 * servlets; and takes it back in reverse. From there it goes the way of all whiteboard services.
 * Not thread-safe; belongs on a thread of the worker, since it runs code of the app.
 */
final class WebServices implements AutoCloseable {
  /** The name by which apps refer to what serves their files. */
  private static final String FILES = "default";

  private static final List<Class<? extends EventListener>> LATER_KINDS =
      List.of(
          ServletContextAttributeListener.class,
          ServletRequestListener.class,
          ServletRequestAttributeListener.class,
          HttpSessionListener.class,
          HttpSessionAttributeListener.class,
          HttpSessionIdListener.class);

  private final Bundle bundle;
  private final WebDescriptor app;
  private final Confinement wall;
  private final Deque<ServiceRegistration<?>> registered = new ArrayDeque<>();

  /**
   * @param wall what lends the services, and knows what {@code init} threw
   */
  WebServices(Bundle bundle, WebDescriptor app, Confinement wall) {
    this.bundle = bundle;
    this.app = app;
    this.wall = wall;
  }

  /**
   * Makes and registers all.
   *
   * @throws StartFailure if a class cannot be made, or an object fails when it begins
   */
  void open() {
    List<ServletContextListener> first = new ArrayList<>(List.of(new TempFolder(bundle)));
    List<EventListener> listeners = new ArrayList<>();
    for (WebDescriptor.Listener each : app.listeners()) {
      EventListener made =
          AppClasses.make(
              bundle, each.className(), EventListener.class, each.origin() + ": listener");
      listeners.add(made);
      if (made instanceof ServletContextListener context) {
        first.add(context);
      }
    }
    first.forEach(this::begin);
    if (app.sessionMinutes() != null) {
      listen(HttpSessionListener.class, new SessionTimeout(app.sessionMinutes()));
    }
    listeners.forEach(this::listen);
    register(Filter.class, new InnerPaths(), WebProperties.OF_INNER_PATHS);
    app.filters().forEach(this::filter);
    app.servlets().forEach(this::servlet);
    files();
    errorPages();
  }

  private void begin(ServletContextListener listener) {
    ContextStart start = new ContextStart(listener);
    listen(ServletContextListener.class, start);
    start
        .failure()
        .ifPresent(failure -> {
          throw new StartFailure(
              "contextInitialized() of listener %s failed: %s"
                  .formatted(listener.getClass().getName(), failure),
              failure);
        });
  }

  private void listen(EventListener listener) {
    for (Class<? extends EventListener> kind : LATER_KINDS) {
      if (kind.isInstance(listener)) {
        listen(kind, listener);
      }
    }
  }

  private void listen(Class<? extends EventListener> kind, EventListener listener) {
    register(kind, listener, Map.of(HttpWhiteboardConstants.HTTP_WHITEBOARD_LISTENER, "true"));
  }

  private void filter(WebDescriptor.Filter filter) {
    Filter made =
        new SharedFilter(
            AppClasses.make(
                bundle,
                filter.className(),
                Filter.class,
                "%s: filter %s".formatted(filter.origin(), filter.name())));
    int ranking = app.filterMappings().size();
    for (FilterMapping mapping : app.filterMappings()) {
      if (mapping.filter().equals(filter.name())) {
        register(Filter.class, made, WebProperties.of(filter, mapping, ranking));
        checkInit("filter", filter.name(), filter.className(), filter.origin());
      }
      ranking--;
    }
  }

  private void servlet(WebDescriptor.Servlet servlet) {
    Servlet made =
        AppClasses.make(
            bundle,
            servlet.className(),
            Servlet.class,
            "%s: servlet %s".formatted(servlet.origin(), servlet.name()));
    register(Servlet.class, made, WebProperties.of(servlet));
    checkInit("servlet", servlet.name(), servlet.className(), servlet.origin());
  }

  private void files() {
    Map<String, Object> properties = new TreeMap<>();
    if (app.servlets().stream().noneMatch(each -> each.name().equals(FILES))) {
      properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_NAME, FILES);
    }
    if (!app.filePatterns().isEmpty()) {
      properties.put(
          HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
          WebProperties.array(app.filePatterns()));
    }
    if (!properties.isEmpty()) {
      properties.put(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED, true);
      register(Servlet.class, new WebFiles(new WebResources(bundle), app), properties);
    }
  }

  private void errorPages() {
    for (WebDescriptor.ErrorPage each : app.errorPages()) {
      register(
          Servlet.class,
          new ErrorPage(each.location()),
          Map.of(
              HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ERROR_PAGE,
              WebProperties.array(each.errors())));
    }
  }

  private void register(Class<?> type, Object service, Map<String, ?> properties) {
    registered.push(
        bundle
            .getBundleContext()
            .registerService(
                new String[] {type.getName()}, service, FrameworkUtil.asDictionary(properties)));
  }

  private void checkInit(String kind, String name, String className, String origin) {
    if (wall.initFailure().isPresent()) {
      Throwable failure = wall.initFailure().get();
      throw new StartFailure(
          "%s: init() of %s %s, class %s, failed: %s"
              .formatted(origin, kind, name, className, failure),
          failure);
    }
  }

  /** Takes all back in reverse; what the app throws meanwhile is logged by Felix HTTP. */
  @Override
  public void close() {
    while (!registered.isEmpty()) {
      registered.pop().unregister();
    }
  }
}
