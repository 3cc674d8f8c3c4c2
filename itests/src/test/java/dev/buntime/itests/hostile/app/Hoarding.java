package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;

/** Allocates until there is no memory: large arrays, or many small objects. */
public final class Hoarding extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 8 << 20;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response) {
    if ("/crumbs".equals(kind)) {
      crumbs();
    } else {
      chunks();
    }
  }

  @SuppressWarnings("ModifiedButNotUsed") // what is hoarded is for nothing
  private static void chunks() {
    List<byte[]> hoard = new ArrayList<>();
    while (true) {
      hoard.add(new byte[CHUNK]);
    }
  }

  private static void crumbs() {
    Crumb last = null;
    while (true) {
      last = new Crumb(last, System.nanoTime());
    }
  }

  private record Crumb(Crumb next, long time) {}
}
