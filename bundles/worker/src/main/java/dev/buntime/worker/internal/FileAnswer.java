package dev.buntime.worker.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Answers with files: entity tags, {@code If-None-Match} and one byte range follow RFC 9110;
 * several ranges are answered with the whole file, as the RFC allows.
 */
final class FileAnswer {
  private FileAnswer() {}

  /** Says which methods there are. */
  static void allow(HttpServletResponse response, int status) throws IOException {
    response.setHeader("Allow", "GET, HEAD, OPTIONS");
    if (status == HttpServletResponse.SC_NO_CONTENT) {
      response.setStatus(status);
    } else {
      response.sendError(status);
    }
  }

  /** Answers a GET or HEAD with a file, or with what the client needs of it. */
  static void send(HttpServletRequest request, HttpServletResponse response, StaticFile content)
      throws IOException {
    response.setContentType(content.type());
    response.setHeader("ETag", content.etag());
    response.setHeader("Cache-Control", "no-cache"); // may be kept, must be asked about
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Accept-Ranges", "bytes");
    if (matches(request.getHeader("If-None-Match"), content.etag())) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    sendPart(request, response, content);
  }

  /**
   * Answers with a whole file, whatever was asked for: as an error page or in the end of another.
   */
  static void sendWhole(
      HttpServletRequest request, HttpServletResponse response, StaticFile content)
      throws IOException {
    response.setContentType(content.type());
    response.setContentLengthLong(content.size());
    if (!request.getMethod().equals("HEAD")) {
      include(response, content);
    }
  }

  /** Puts a file into the answer of somebody else. */
  static void include(HttpServletResponse response, StaticFile content) throws IOException {
    try (InputStream in = content.open()) {
      copy(in, response, content.size());
    }
  }

  private static boolean matches(String header, String etag) {
    if (header == null) {
      return false;
    }
    List<String> tags = List.of(header.split("\\s*,\\s*"));
    return tags.contains("*") || tags.contains(etag) || tags.contains("W/" + etag);
  }

  private static void sendPart(
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
