package dev.buntime.itests.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collections;

/** Answers who makes the request as apps are told it, a line for each thing. */
public final class IdentityServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PrintWriter out = response.getWriter();
    out.println("user " + request.getRemoteUser());
    out.println("ops " + request.isUserInRole("ops"));
    out.println("identity " + Collections.list(request.getHeaders("X-Identity")));
    out.println("authorization " + request.getHeader("Authorization"));
    out.println("key " + request.getHeader("X-API-Key"));
  }
}
