package dev.buntime.management.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** How the management API writes JSON: indented, for people with curl. */
final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final ObjectMapper LINES = new ObjectMapper();

  private Json() {}

  /** A tree of maps, lists, strings and numbers as one line. */
  static String line(Object tree) throws IOException {
    return LINES.writeValueAsString(tree);
  }

  /** Sends a tree of maps, lists, strings and numbers. */
  static void send(HttpServletResponse response, Object tree) throws IOException {
    byte[] body = MAPPER.writeValueAsBytes(tree);
    response.setContentType("application/json");
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
