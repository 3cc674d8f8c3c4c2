package dev.buntime.itests.pax.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventHandler;
import org.osgi.service.servlet.context.ServletContextHelper;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * An app that registers one of each service that the platform calls, and notes what it hears.
 *
 * <pre>
 * /           answers 200
 * /session    begins a session that is kept for a second, with one attribute
 * /renew      gives the session another id
 * /inner      the same servlet in a servlet context of the app's own
 * </pre>
 */
public final class CallbackActivator implements BundleActivator {
  private BundleContext context;

  @Override
  public void start(BundleContext started) {
    Heard.note("start");
    context = started;
    register(
        ServletContextHelper.class, new Inner(), "context.name", "inner", "context.path", "/inner");
    register(ServletContextListener.class, new Listener(), "listener", "true");
    register(ServletContextAttributeListener.class, new Listener(), "listener", "true");
    register(ServletRequestListener.class, new Listener(), "listener", "true");
    register(HttpSessionListener.class, new SessionListener(), "listener", "true");
    register(HttpSessionAttributeListener.class, new SessionListener(), "listener", "true");
    register(HttpSessionIdListener.class, new SessionListener(), "listener", "true");
    register(Filter.class, new Noting(), "filter.pattern", "/*");
    register(Servlet.class, new Answering(), "servlet.pattern", "/*");
    register(
        Servlet.class,
        new Answering(),
        "servlet.pattern",
        "/",
        "context.select",
        "(osgi.http.whiteboard.context.name=inner)");
    register(Servlet.class, new Made(), "servlet.pattern", "/made");
    context.registerService(
        ManagedService.class, new Configured(), properties("service.pid", "pax.callbacks"));
    context.registerService(
        ManagedServiceFactory.class, new Configured(), properties("service.pid", "pax.factory"));
    context.registerService(
        EventHandler.class, new Configured(), properties("event.topics", "pax/callbacks"));
    listen();
  }

  private void listen() {
    context.addBundleListener(event -> Heard.note("bundle-listener"));
    context.addFrameworkListener(event -> Heard.note("framework-listener"));
    SynchronousBundleListener bundles = event -> Heard.note("synchronous-listener");
    context.addBundleListener(bundles);
    context.addServiceListener(event -> Heard.note("service-listener"));
    new ServiceTracker<Object, Object>(context, Runnable.class.getName(), new Tracking()).open();
  }

  @Override
  public void stop(BundleContext stopped) {
    Heard.note("stop");
  }

  private <S> void register(Class<S> type, Object service, Object... keys) {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < keys.length; i += 2) {
      properties.put("osgi.http.whiteboard." + keys[i], keys[i + 1]);
    }
    context.registerService(type.getName(), service, FrameworkUtil.asDictionary(properties));
  }

  private static Dictionary<String, ?> properties(String key, String value) {
    return FrameworkUtil.asDictionary(Map.of(key, value));
  }

  private static final class Answering extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void init() {
      Heard.note("servlet.init");
      getServletContext().setAttribute("colour", "green");
    }

    @Override
    public String getServletInfo() {
      Heard.note("servlet.info");
      return "answers";
    }

    @Override
    public void destroy() {
      Heard.note("servlet.destroy");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Heard.note("servlet");
      switch (String.valueOf(request.getPathInfo())) {
        case "/session" -> {
          HttpSession session = request.getSession();
          session.setMaxInactiveInterval(1);
          session.setAttribute("value", new Value());
        }
        case "/renew" -> {
          var _ = request.getSession();
          response.setHeader("X-Session", request.changeSessionId());
        }
        default -> {
          // Nothing but an answer.
        }
      }
      response.getWriter().print("ok");
    }
  }

  private static final class Noting implements Filter {
    @Override
    public void init(FilterConfig config) {
      Heard.note("filter.init");
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      Heard.note("filter");
      chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
      Heard.note("filter.destroy");
    }
  }

  private static final class Inner extends ServletContextHelper {
    @Override
    public boolean handleSecurity(HttpServletRequest request, HttpServletResponse response) {
      Heard.note("context.security");
      return true;
    }
  }

  private static final class Listener
      implements ServletContextListener, ServletContextAttributeListener, ServletRequestListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      Heard.note("context.initialized");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      Heard.note("context.destroyed");
    }

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
      Heard.note("context.attribute");
    }

    @Override
    public void requestInitialized(ServletRequestEvent event) {
      Heard.note("request");
    }
  }

  private static final class SessionListener
      implements HttpSessionListener, HttpSessionAttributeListener, HttpSessionIdListener {
    @Override
    public void sessionCreated(HttpSessionEvent event) {
      Heard.note("session.created");
    }

    @Override
    public void sessionDestroyed(HttpSessionEvent event) {
      Heard.note("session.destroyed-with-" + event.getSession().getAttribute("value"));
    }

    @Override
    public void attributeAdded(HttpSessionBindingEvent event) {
      Heard.note("session.attribute-added-" + event.getValue());
    }

    @Override
    public void attributeRemoved(HttpSessionBindingEvent event) {
      Heard.note("session.attribute-removed-" + event.getValue());
    }

    @Override
    public void sessionIdChanged(HttpSessionEvent event, String oldSessionId) {
      Heard.note("session.id");
    }
  }

  private static final class Value implements HttpSessionBindingListener {
    @Override
    public void valueBound(HttpSessionBindingEvent event) {
      Heard.note("value.bound");
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
      Heard.note("value.unbound");
    }

    @Override
    public String toString() {
      return "value";
    }
  }

  private static final class Made implements ServiceFactory<Servlet> {
    @Override
    public Servlet getService(Bundle user, ServiceRegistration<Servlet> registration) {
      Heard.note("factory.get");
      return new Answering();
    }

    @Override
    public void ungetService(
        Bundle user, ServiceRegistration<Servlet> registration, Servlet servlet) {
      Heard.note("factory.unget");
    }
  }

  private static final class Tracking implements ServiceTrackerCustomizer<Object, Object> {
    @Override
    public Object addingService(ServiceReference<Object> reference) {
      Heard.note("tracker.adding");
      return reference;
    }

    @Override
    public void modifiedService(ServiceReference<Object> reference, Object tracked) {
      Heard.note("tracker.modified");
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Object tracked) {
      Heard.note("tracker.removed");
    }
  }

  private static final class Configured
      implements ManagedService, ManagedServiceFactory, EventHandler {
    @Override
    public void updated(Dictionary<String, ?> properties) {
      Heard.note("managed.updated-" + (properties == null ? "none" : properties.get("colour")));
    }

    @Override
    public String getName() {
      Heard.note("factory.name");
      return "configured";
    }

    @Override
    public void updated(String pid, Dictionary<String, ?> properties) {
      Heard.note("managed-factory.updated");
    }

    @Override
    public void deleted(String pid) {
      Heard.note("managed-factory.deleted");
    }

    @Override
    public void handleEvent(Event event) {
      Heard.note("event");
    }
  }
}
