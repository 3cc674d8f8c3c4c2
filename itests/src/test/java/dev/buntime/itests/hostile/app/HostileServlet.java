package dev.buntime.itests.hostile.app;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers {@code /warm}; every other path does harm. */
public abstract class HostileServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if ("/warm".equals(request.getPathInfo())) {
      response.getWriter().print("warm");
    } else {
      try {
        harm(request.getPathInfo(), request, response);
      } catch (IOException | ServletException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new ServletException(e);
      }
    }
  }

  /** Does harm. */
  abstract void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws Exception;
}
