package dev.buntime.itests.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;

/** Does not start. */
public class BrokenServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  public void init() throws ServletException {
    throw new ServletException("broken on purpose");
  }
}
