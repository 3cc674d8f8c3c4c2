package dev.buntime.management.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import org.osgi.service.component.annotations.Component;

/**
 * Gives each page of the web console a policy (Content Security Policy, level 3) under which no
 * script runs but the console's own. Thread-safe.
 */
@Component(
    service = {Filter.class, ConsolePolicy.class},
    property = {
      "osgi.http.whiteboard.filter.pattern=/*",
      "osgi.http.whiteboard.context.select="
          + "(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)"
    })
public final class ConsolePolicy implements Filter {
  /*
   * The pages have styles in attributes, which their scripts set as well; a style does not run. Two
   * old libraries of the console, which sort tables and upload files, make functions of texts of
   * their own, so that is allowed (unsafe-eval): it lets in no script that does not run already. The
   * pages ask for data and send forms to where they come from. They are in no frame and have none.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'nonce-{nonce}' 'unsafe-eval'; style-src-elem 'self'; style-src-attr"
          + " 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action"
          + " 'self'; base-uri 'none'; frame-ancestors 'none'";
  private static final String RESOURCES = "/res/";

  private static final int NONCE_BYTES = 16;
  private static final SecureRandom random = new SecureRandom();

  /** By the path that the console goes by, which is not always the one that was typed. */
  static boolean isResource(HttpServletRequest request) {
    return path(request).startsWith(RESOURCES);
  }

  static String path(HttpServletRequest request) {
    return request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletResponse http = (HttpServletResponse) response;
    if (isResource((HttpServletRequest) request)) {
      http.setHeader("Cache-Control", "private, no-cache"); // nothing of it is a secret
      chain.doFilter(request, response);
      return;
    }
    try (Spool spool = new Spool(Long.MAX_VALUE)) { // ConsoleMask lets no large page through
      PageCapture capture = PageCapture.ofPages(http, spool);
      chain.doFilter(request, capture);
      String page = capture.page();
      if (page != null) {
        send(http, page);
      }
    }
  }

  private static void send(HttpServletResponse response, String page) throws IOException {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    response.setHeader("Content-Security-Policy", POLICY.replace("{nonce}", nonce));
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(ConsolePage.mark(page, nonce));
  }
}
