package dev.buntime.itests.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Takes as long as it is told. */
public class SlowServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    try {
      boolean never = new CountDownLatch(1).await(millis(request), TimeUnit.MILLISECONDS);
      response.getWriter().print(never ? "impossible" : "done");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServletException(e);
    }
  }

  private static long millis(HttpServletRequest request) {
    return Long.parseLong(request.getParameter("millis"));
  }
}
