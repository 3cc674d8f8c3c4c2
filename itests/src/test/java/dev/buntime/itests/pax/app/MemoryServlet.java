package dev.buntime.itests.pax.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells what was in its servlet context before, and leaves something there. */
public class MemoryServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(getServletContext().getAttribute("left"));
    getServletContext().setAttribute("left", request.getContextPath());
  }
}
