package dev.buntime.worker.internal;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Keeps clients from what lies in {@code WEB-INF} and {@code META-INF} (Jakarta Servlet 6.1,
 * section 10.5), whichever servlet they would reach there. Thread-safe.
 */
final class InnerPaths extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final List<String> FOLDERS = List.of("WEB-INF", "META-INF");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path =
        Objects.requireNonNullElse(request.getServletPath(), "")
            + Objects.requireNonNullElse(request.getPathInfo(), "");
    if (isInner(path)) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * Whether a path leads into such a folder, in whatever case it is written.
   *
   * @param path decoded
   */
  static boolean isInner(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(part -> !part.isEmpty() && !part.equals("."))
        .findFirst()
        .filter(part -> FOLDERS.stream().anyMatch(part::equalsIgnoreCase))
        .isPresent();
  }
}
