package dev.buntime.worker.internal;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bytes of a file that a request asks for (RFC 9110, section 14).
 *
 * @param kind all, a part, or nothing that the file has
 * @param first position of the first byte, at least 0
 * @param length number of bytes
 * @param size size of the whole file in bytes
 */
record ByteRange(Kind kind, long first, long length, long size) {
  private static final Pattern SINGLE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

  enum Kind {
    WHOLE,
    PART,
    UNSATISFIABLE
  }

  /** The range of a GET request; a malformed or multiple one is ignored, as the RFC allows. */
  static ByteRange of(HttpServletRequest request, StaticFile file) {
    String header = request.getHeader("Range");
    String condition = request.getHeader("If-Range");
    if (header == null
        || !request.getMethod().equals("GET")
        || (condition != null && !condition.equals(file.etag()))) {
      return whole(file.size());
    }
    Matcher matcher = SINGLE.matcher(header.strip());
    return matcher.matches()
        ? of(matcher.group(1), matcher.group(2), file.size())
        : whole(file.size());
  }

  /** The {@code Content-Range} header of the answer. */
  String contentRange() {
    return kind == Kind.PART
        ? "bytes " + first + "-" + (first + length - 1) + "/" + size
        : "bytes */" + size;
  }

  private static ByteRange of(String from, String to, long size) {
    if (from.isEmpty() && to.isEmpty()) {
      return whole(size);
    }
    if (from.isEmpty()) {
      long last = Math.min(Long.parseLong(to), size);
      return last == 0 ? unsatisfiable(size) : part(size - last, size - 1, size);
    }
    long first = Long.parseLong(from);
    long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
    if (first >= size) {
      return unsatisfiable(size);
    }
    return last < first ? whole(size) : part(first, last, size);
  }

  private static ByteRange whole(long size) {
    return new ByteRange(Kind.WHOLE, 0, size, size);
  }

  private static ByteRange part(long first, long last, long size) {
    return new ByteRange(Kind.PART, first, last - first + 1, size);
  }

  private static ByteRange unsatisfiable(long size) {
    return new ByteRange(Kind.UNSATISFIABLE, 0, 0, size);
  }
}
