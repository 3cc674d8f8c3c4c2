package dev.buntime.itests.pax.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers everything below {@code /teapot} with an error, and has no page for it. */
public class ErrorServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if ("/teapot".equals(request.getPathInfo())) {
      response.sendError(418);
    } else {
      response.getWriter().print("ok");
    }
  }
}
