package dev.buntime.management.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

/** How the management API writes JSON: indented, for people with curl. Thread-safe. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final ObjectMapper LINES = new ObjectMapper();

  private Json() {}

  /** A tree of maps, lists, strings and numbers as one line. */
  static String line(Object tree) throws IOException {
    return LINES.writeValueAsString(tree);
  }

  /** Sends a tree of maps, lists, strings and numbers. */
  public static void send(HttpServletResponse response, Object tree) throws IOException {
    response.setHeader("Cache-Control", "no-store");
    send(response, MAPPER.writeValueAsBytes(tree));
  }

  /**
   * Sends a tree with an entity tag, or 304 if whoever asks has it already (RFC 9110, section
   * 13.1.2).
   */
  public static void sendTagged(
      HttpServletRequest request, HttpServletResponse response, Object tree) throws IOException {
    byte[] body = MAPPER.writeValueAsBytes(tree);
    String tag = '"' + UUID.nameUUIDFromBytes(body).toString() + '"';
    response.setHeader(
        "Cache-Control", "private, no-cache"); // may be kept, but has to be asked for
    response.setHeader("ETag", tag);
    String known = request.getHeader("If-None-Match");
    if (known != null && hasTag(known, tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
    } else {
      send(response, body);
    }
  }

  /** Compares weakly, as a proxy that compresses makes tags weak. */
  private static boolean hasTag(String known, String tag) {
    return known.strip().equals("*")
        || Arrays.stream(known.split(",", -1))
            .map(each -> each.strip().replaceFirst("^W/", ""))
            .anyMatch(tag::equals);
  }

  private static void send(HttpServletResponse response, byte[] body) throws IOException {
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
