package dev.buntime.worker.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * Serves the files around a page of a bundle; what does not exist is answered with the page, so
 * that a single-page app can have paths of its own.
 *
 * <p>The page gets a {@code <base>} element with the path that the client typed, so that relative
 * links work under every range. Thread-safe.
 */
final class StaticServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient StaticFiles files;

  StaticServlet(Bundle bundle, String page) {
    this.files = new StaticFiles(bundle, page);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getMethod()) {
      case "GET", "HEAD" -> serve(request, response);
      case "OPTIONS" -> FileAnswer.allow(response, HttpServletResponse.SC_NO_CONTENT);
      default -> FileAnswer.allow(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getPathInfo();
    Optional<StaticFile> file = path == null ? Optional.empty() : files.find(path);
    StaticFile content = file.isPresent() ? file.get() : files.page(request.getContextPath() + "/");
    FileAnswer.send(request, response, content);
  }
}
