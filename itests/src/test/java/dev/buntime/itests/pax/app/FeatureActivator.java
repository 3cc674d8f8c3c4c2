package dev.buntime.itests.pax.app;

import jakarta.servlet.Filter;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.servlet.context.ServletContextHelper;

/**
 * An app that registers one of each whiteboard service, as any container takes them.
 *
 * <pre>
 * /hello          tells what a servlet sees
 * /inner/hello    the same in a servlet context of its own
 * /files/*        resources below /static of the bundle
 * /teapot, /throw errors, for the app's error page
 * </pre>
 */
public class FeatureActivator implements BundleActivator {
  private BundleContext context;

  @Override
  public void start(BundleContext started) {
    context = started;
    String app = started.getBundle().getSymbolicName();
    Filter filter =
        (request, response, chain) -> {
          ((HttpServletResponse) response).addHeader("X-Filter", app);
          chain.doFilter(request, response);
        };
    register(
        ServletContextHelper.class, new Inner(), "context.name", "inner", "context.path", "/inner");
    register(ServletContextListener.class, new Attribute(app), "listener", "true");
    register(Filter.class, filter, "filter.pattern", "/*");
    register(Object.class, app, "resource.pattern", "/files/*", "resource.prefix", "/static");
    register(Servlet.class, new Failing(), "servlet.pattern", new String[] {"/teapot", "/throw"});
    register(
        Servlet.class,
        new ErrorPage(),
        "servlet.errorPage",
        new String[] {"418", IllegalStateException.class.getName()});
    register(
        Servlet.class,
        new Hello(),
        "servlet.pattern",
        "/hello",
        "context.select",
        "(osgi.http.whiteboard.context.name=inner)");
    register(Servlet.class, new Hello(), "servlet.pattern", "/hello");
  }

  @Override
  public void stop(BundleContext stopped) {
    context = null;
  }

  private <S> void register(Class<S> type, S service, String key, Object value) {
    register(type, service, Map.of(key, value));
  }

  private <S> void register(
      Class<S> type, S service, String key, Object value, String other, Object otherValue) {
    register(type, service, Map.of(key, value, other, otherValue));
  }

  private <S> void register(Class<S> type, S service, Map<String, Object> keys) {
    var properties = new HashMap<String, Object>();
    keys.forEach((key, value) -> properties.put("osgi.http.whiteboard." + key, value));
    context.registerService(type, service, FrameworkUtil.asDictionary(properties));
  }

  private static class Inner extends ServletContextHelper {}

  private static class Attribute implements ServletContextListener {
    private final String app;

    Attribute(String app) {
      this.app = app;
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      event.getServletContext().setAttribute("initialized", app);
      event
          .getServletContext()
          .setAttribute("listenerPath", event.getServletContext().getContextPath());
    }
  }

  private static class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("application/json");
      response
          .getWriter()
          .printf(
              "{\"version\":\"%s\",\"contextPath\":\"%s\",\"servletPath\":\"%s\",\"uri\":\"%s\","
                  + "\"servletContextPath\":\"%s\",\"initialized\":\"%s\",\"listenerPath\":\"%s\"}",
              FrameworkUtil.getBundle(Hello.class).getVersion(),
              request.getContextPath(),
              request.getServletPath(),
              request.getRequestURI(),
              getServletContext().getContextPath(),
              getServletContext().getAttribute("initialized"),
              getServletContext().getAttribute("listenerPath"));
    }
  }

  private static class Failing extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getServletPath().equals("/throw")) {
        throw new IllegalStateException("thrown on purpose");
      }
      response.sendError(418);
    }
  }

  private static class ErrorPage extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("own page for " + response.getStatus());
    }
  }
}
