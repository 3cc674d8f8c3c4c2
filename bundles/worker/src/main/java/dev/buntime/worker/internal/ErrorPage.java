package dev.buntime.worker.internal;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers an error with what the app has at another path. Thread-safe. */
final class ErrorPage extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final String location;

  /**
   * @param location path inside the app, with a leading slash
   */
  ErrorPage(String location) {
    this.location = location;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    RequestDispatcher page = getServletContext().getRequestDispatcher(location);
    if (page == null) {
      throw new ServletException("nothing of the app answers at the error page " + location);
    }
    page.forward(request, response);
  }
}
