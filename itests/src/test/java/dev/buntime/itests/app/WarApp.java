package dev.buntime.itests.app;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The classes of a web application that tells what it sees. */
public final class WarApp {
  private WarApp() {}

  /** What has ended, in the order in which it did. */
  private static void say(ServletContext context, String what) {
    Object before = context.getAttribute("ended");
    context.setAttribute("ended", before == null ? what : before + " " + what);
  }

  /** Says how the request looks, and in which order things began. */
  public static final class Echo extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void init() throws ServletException {
      if (getInitParameter("fail") != null) {
        throw new ServletException(getInitParameter("fail"));
      }
      String order = getServletContext().getAttribute("began") + " " + getServletName();
      getServletContext().setAttribute("began", order);
    }

    @Override
    public void destroy() {
      say(getServletContext(), getServletName());
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      if ("/parts".equals(request.getPathInfo())) {
        response.getWriter().print(request.getParts().size());
        return;
      }
      switch (String.valueOf(request.getParameter("do"))) {
        case "throw" -> throw new IllegalStateException("asked to");
        case "error" -> response.sendError(410, "asked to");
        case "session" -> {
          response.getWriter().print(request.getSession().getMaxInactiveInterval());
          return;
        }
        default -> {}
      }
      if (response.isCommitted()) {
        return;
      }
      response.setContentType("text/plain");
      response
          .getWriter()
          .printf(
              "%s|%s|%s|%s|%s|%s|%s|%s|%s",
              getServletName(),
              request.getContextPath(),
              request.getServletPath(),
              request.getPathInfo(),
              getInitParameter("greeting"),
              getServletContext().getInitParameter("shop"),
              getServletContext().getAttribute("began"),
              new WarLibrary().name(),
              Thread.currentThread().getName());
    }
  }

  /** Says which error it was. */
  public static final class Gone extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response
          .getWriter()
          .printf(
              "error %s %s at %s",
              request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE),
              request.getAttribute(RequestDispatcher.ERROR_EXCEPTION_TYPE),
              request.getServletPath());
    }
  }

  /** A servlet that no descriptor knows. */
  @WebServlet("/annotated/*")
  public static final class Annotated extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("annotated " + request.getPathInfo());
    }
  }

  /** Adds its name to a header. */
  public static final class Sign implements Filter {
    private String name = "";
    private @Nullable ServletContext context;

    @Override
    public void init(FilterConfig config) {
      context = config.getServletContext();
      name = config.getFilterName() + config.getInitParameter("mark");
      config
          .getServletContext()
          .setAttribute("began", config.getServletContext().getAttribute("began") + " " + name);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      ((HttpServletResponse) response).addHeader("X-Sign", name);
      chain.doFilter(request, response);
    }

    @Override
    public void destroy() {
      say(Objects.requireNonNull(context), name);
    }
  }

  /** Hears when the app begins. */
  public static final class Start implements ServletContextListener, HttpSessionListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
      event.getServletContext().setAttribute("began", "listener");
      if (event.getServletContext().getInitParameter("fail") != null) {
        throw new IllegalStateException("no database");
      }
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
      say(event.getServletContext(), "listener");
      System.out.println("ended: " + event.getServletContext().getAttribute("ended"));
    }

    @Override
    public void sessionCreated(HttpSessionEvent event) {
      event.getSession().setAttribute("heard", true);
    }
  }
}
