package dev.buntime.apps.hello;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Answers every path with a line of JSON and tells, new in 1.1.0, under which address it was
 * called: the same app answers at {@code /hello-api@1}, {@code /hello-api@1.1.0} and more.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/*")
public final class HelloServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Pattern UNSAFE = Pattern.compile("[\"\\\\\\p{Cntrl}]");

  private final String version;

  /** Knows its version from the bundle that it is in. */
  @Activate
  public HelloServlet(BundleContext context) {
    version = context.getBundle().getVersion().toString();
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response
        .getWriter()
        .print(
            """
            {"app":"hello-api","version":"%s","path":"%s","context":"%s"}
            """
                .formatted(
                    version,
                    safe(Objects.requireNonNullElse(request.getPathInfo(), "")),
                    safe(request.getContextPath())));
  }

  private static String safe(String text) {
    return UNSAFE
        .matcher(text)
        .replaceAll(hit -> "\\\\u%04x".formatted((int) hit.group().charAt(0)));
  }
}
