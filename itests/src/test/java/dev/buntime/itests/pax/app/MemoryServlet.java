package dev.buntime.itests.pax.app;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells who was the first to leave something in its servlet context: itself, if it is fresh. */
public class MemoryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ServletContext context = getServletContext();
    if (context.getAttribute("left") == null) {
      context.setAttribute("left", request.getContextPath());
    }
    response.getWriter().print(context.getAttribute("left"));
  }
}
