package dev.buntime.itests.hostile.app;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with too much, or does not read what it is sent. */
public final class Streaming extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final int MEGABYTE = 1 << 20;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (kind) {
      case "/huge" -> write(response, 100);
      case "/endless" -> write(response, Long.MAX_VALUE);
      case "/unread" -> response.getWriter().print("not read");
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private static void write(HttpServletResponse response, long megabytes) throws IOException {
    ServletOutputStream out = response.getOutputStream();
    byte[] buffer = new byte[MEGABYTE];
    for (long i = 0; i < megabytes; i++) {
      out.write(buffer);
    }
  }
}
