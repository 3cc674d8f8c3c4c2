package dev.buntime.itests.pax.app;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collections;
import java.util.Locale;

/** Says what it is told of the client, a line for each thing. */
public class WhoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PrintWriter out = response.getWriter();
    Collections.list(request.getHeaderNames()).stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .filter(name -> name.startsWith("x"))
        .sorted()
        .forEach(name -> out.println(name + ": " + Collections.list(request.getHeaders(name))));
    out.println("tenant " + request.getAttribute("tenant"));
    out.println("principal " + request.getUserPrincipal());
    out.println("user " + request.getRemoteUser());
    out.println("scheme " + request.getAuthType());
    out.println("admin " + request.isUserInRole("admin"));
    out.println("root " + request.isUserInRole("root"));
  }
}
