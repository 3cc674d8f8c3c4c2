package dev.buntime.itests.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Says which bundle it is in, and how the request looks from inside. */
public class VersionServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Bundle bundle = FrameworkUtil.getBundle(VersionServlet.class);
    response.setContentType("application/json");
    response
        .getWriter()
        .printf(
            "{\"version\":\"%s\",\"description\":\"%s\",\"contextPath\":\"%s\",\"servletPath\":\"%s\","
                + "\"pathInfo\":\"%s\",\"uri\":\"%s\",\"url\":\"%s\",\"thread\":\"%s\","
                + "\"group\":\"%s\",\"loader\":%s}",
            bundle.getVersion(),
            bundle.getHeaders().get("Bundle-Description"),
            request.getContextPath(),
            request.getServletPath(),
            request.getPathInfo(),
            request.getRequestURI(),
            request.getRequestURL(),
            Thread.currentThread().getName(),
            Thread.currentThread().getThreadGroup().getName(),
            Thread.currentThread().getContextClassLoader().equals(getClass().getClassLoader()));
  }
}
