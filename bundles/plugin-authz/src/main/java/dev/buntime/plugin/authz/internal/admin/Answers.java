package dev.buntime.plugin.authz.internal.admin;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes answers. */
final class Answers {
  static final String JSON = "application/json";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Answers() {}

  /** Maps, lists and texts as JSON. */
  static void json(HttpServletResponse response, Object tree) throws IOException {
    send(response, JSON, MAPPER.writeValueAsBytes(tree));
  }

  /** A text of some type. */
  static void text(HttpServletResponse response, String type, String text) throws IOException {
    send(response, type, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(HttpServletResponse response, String type, byte[] body)
      throws IOException {
    response.setHeader("Cache-Control", "no-store");
    response.setContentType(type);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
