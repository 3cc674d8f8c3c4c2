package dev.buntime.itests.app;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A page that says who asks and with which cookies, and has a button for the logout. */
public class WhoServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Cookie[] cookies = request.getCookies();
    response.setContentType("text/html;charset=utf-8");
    response
        .getWriter()
        .printf(
            "<!doctype html><title>who</title><p id=who>%s</p><p id=query>%s</p><p id=cookies>%s</p>"
                + "<form method=post action=/_/plugin-authn/logout><button id=logout>Log out</button>"
                + "</form>",
            request.getRemoteUser(),
            request.getQueryString(),
            cookies == null
                ? "none"
                : Arrays.stream(cookies).map(Cookie::getName).collect(Collectors.joining(" ")));
  }
}
