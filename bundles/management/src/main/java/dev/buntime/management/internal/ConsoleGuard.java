package dev.buntime.management.internal;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Keeps bundles from running script in the pages of the web console, which show what bundles say of
 * themselves as HTML: the script that all pages of the console load gets an addition through which
 * all HTML passes that a page takes in later. Thread-safe.
 */
@Component(
    service = {Filter.class, ConsoleGuard.class},
    property = {
      "osgi.http.whiteboard.filter.pattern=/" + ConsoleGuard.SCRIPT,
      "osgi.http.whiteboard.context.select="
          + "(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)"
    })
public final class ConsoleGuard implements Filter {
  /** The last script that each page loads before its own. */
  static final String SCRIPT = "res/lib/support.js";

  private final byte[] script;

  /**
   * Made by Declarative Services.
   *
   * @throws IllegalStateException if the console has no such script; then there must be no console
   */
  @Activate
  public ConsoleGuard() {
    try {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      read(SecurityProvider.class, "/" + SCRIPT, all);
      read(ConsoleGuard.class, "console-guard.js", all);
      script = all.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void read(Class<?> of, String name, ByteArrayOutputStream all) throws IOException {
    try (InputStream in = of.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("there is no " + name + " in the bundle of " + of.getName());
      }
      all.writeBytes(in.readAllBytes());
    }
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException {
    HttpServletResponse http = (HttpServletResponse) response;
    http.setContentType("text/javascript;charset=utf-8");
    http.setHeader("Cache-Control", "no-cache");
    http.setContentLength(script.length);
    http.getOutputStream().write(script);
  }
}
