package dev.buntime.worker.internal;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * Serves the files around a page of a bundle; what does not exist is answered with the page, so
 * that a single-page app can have paths of its own.
 *
 * <p>The page gets a {@code <base>} element with the path that the client typed, so that relative
 * links work under every range. Entity tags, {@code If-None-Match} and one byte range follow RFC
 * 9110; several ranges are answered with the whole file, as the RFC allows. Thread-safe.
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
      case "OPTIONS" -> allow(response, HttpServletResponse.SC_NO_CONTENT);
      default -> allow(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
  }

  private static void allow(HttpServletResponse response, int status) throws IOException {
    response.setHeader("Allow", "GET, HEAD, OPTIONS");
    if (status == HttpServletResponse.SC_NO_CONTENT) {
      response.setStatus(status);
    } else {
      response.sendError(status);
    }
  }

  private void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getPathInfo();
    Optional<StaticFile> file = path == null ? Optional.empty() : files.find(path);
    StaticFile content = file.isPresent() ? file.get() : files.page(request.getContextPath() + "/");
    response.setContentType(content.type());
    response.setHeader("ETag", content.etag());
    response.setHeader("Cache-Control", "no-cache"); // may be kept, must be asked about
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Accept-Ranges", "bytes");
    if (matches(request.getHeader("If-None-Match"), content.etag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    send(request, response, content);
  }

  private static boolean matches(String header, String etag) {
    if (header == null) {
      return false;
    }
    List<String> tags = List.of(header.split("\\s*,\\s*"));
    return tags.contains("*") || tags.contains(etag) || tags.contains("W/" + etag);
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, StaticFile content)
      throws IOException {
    ByteRange range = ByteRange.of(request, content);
    switch (range.kind()) {
      case WHOLE -> {}
      case PART -> {
        response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
        response.setHeader("Content-Range", range.contentRange());
      }
      case UNSATISFIABLE -> {
        response.setHeader("Content-Range", range.contentRange());
        response.sendError(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
        return;
      }
    }
    response.setContentLengthLong(range.length());
    if (!request.getMethod().equals("HEAD")) {
      try (InputStream in = content.open()) {
        in.skipNBytes(range.first());
        copy(in, response, range.length());
      }
    }
  }

  private static void copy(InputStream in, HttpServletResponse response, long length)
      throws IOException {
    var out = response.getOutputStream();
    byte[] buffer = new byte[8192];
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("content ended " + left + " bytes early");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }
}
