package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Throws when it should put itself in order. */
public final class CrashingDestroy extends HostileServlet {
  private static final long serialVersionUID = 1L;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response) {
    throw new IllegalArgumentException(kind);
  }

  @Override
  public void destroy() {
    throw new IllegalStateException("crashes on purpose");
  }
}
