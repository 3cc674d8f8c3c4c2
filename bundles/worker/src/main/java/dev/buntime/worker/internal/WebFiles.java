package dev.buntime.worker.internal;

import dev.buntime.catalog.WebDescriptor;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Serves the files of a web application, and the welcome files of its folders (Jakarta Servlet 6.1,
 * section 10.10). A folder is asked for with a slash at its end; without it the client is sent
 * there. Thread-safe.
 */
final class WebFiles extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient WebResources resources;
  private final transient BundleFiles files;
  private final transient List<String> welcomeFiles;
  private final transient List<String> servletPatterns;

  WebFiles(WebResources resources, WebDescriptor app) {
    this.resources = resources;
    this.files = new BundleFiles(resources::shown, app.mediaTypes());
    this.welcomeFiles = app.welcomeFiles();
    this.servletPatterns =
        app.servlets().stream().flatMap(each -> each.patterns().stream()).toList();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    if (request.getDispatcherType() != DispatcherType.REQUEST) {
      passOn(request, response);
      return;
    }
    switch (request.getMethod()) {
      case "GET", "HEAD" -> serve(request, response);
      case "OPTIONS" -> FileAnswer.allow(response, HttpServletResponse.SC_NO_CONTENT);
      default -> FileAnswer.allow(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }

  /** Answers for a servlet or an error, whose request was about something else. */
  private void passOn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    boolean included = request.getDispatcherType() == DispatcherType.INCLUDE;
    String path = included ? includedPath(request) : path(request);
    Optional<StaticFile> file = find(path);
    if (file.isEmpty()) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (included) {
      FileAnswer.include(response, file.get());
    } else {
      FileAnswer.sendWhole(request, response, file.get());
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String path = path(request);
    if (InnerPaths.isInner(path)) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else if (path.isEmpty()) {
      sendTo(path, request, response);
    } else if (path.endsWith("/")) {
      welcome(path, request, response);
    } else {
      Optional<StaticFile> file = find(path);
      if (file.isPresent()) {
        FileAnswer.send(request, response, file.get());
      } else if (BundleFiles.isPlain(path) && resources.isShownFolder(path.substring(1))) {
        sendTo(path, request, response);
      } else {
        response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    }
  }

  private void welcome(String folder, HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    for (String each : welcomeFiles) {
      String path = folder + each;
      Optional<StaticFile> file = find(path);
      if (file.isPresent()) {
        FileAnswer.send(request, response, file.get());
        return;
      }
      if (isOfServlet(path)) {
        RequestDispatcher servlet =
            Objects.requireNonNull(request.getRequestDispatcher(path), "the servlet of a pattern");
        servlet.forward(request, response);
        return;
      }
    }
    response.sendError(HttpServletResponse.SC_NOT_FOUND);
  }

  private boolean isOfServlet(String path) {
    return servletPatterns.stream()
        .anyMatch(pattern ->
            pattern.equals(path)
                || (pattern.startsWith("*.") && path.endsWith(pattern.substring(1)))
                || (pattern.endsWith("/*")
                    && path.startsWith(pattern.substring(0, pattern.length() - 1))));
  }

  private Optional<StaticFile> find(String path) throws IOException {
    return BundleFiles.isPlain(path) ? files.find(path.substring(1)) : Optional.empty();
  }

  /**
   * Sends the client to a folder, so that the relative links of its page lead where they should.
   */
  private static void sendTo(
      String folder, HttpServletRequest request, HttpServletResponse response) throws IOException {
    String query = request.getQueryString();
    response.sendRedirect(
        request.getContextPath() + encode(folder) + "/" + (query == null ? "" : "?" + query));
  }

  private static String encode(String path) throws IOException {
    try {
      return new URI(null, null, path, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IOException("the path of a file cannot be written as an address", e);
    }
  }

  private static String path(HttpServletRequest request) {
    return Objects.requireNonNullElse(request.getServletPath(), "")
        + Objects.requireNonNullElse(request.getPathInfo(), "");
  }

  private static String includedPath(HttpServletRequest request) {
    return part(request, RequestDispatcher.INCLUDE_SERVLET_PATH)
        + part(request, RequestDispatcher.INCLUDE_PATH_INFO);
  }

  private static String part(HttpServletRequest request, String attribute) {
    return request.getAttribute(attribute) instanceof String text ? text : "";
  }
}
