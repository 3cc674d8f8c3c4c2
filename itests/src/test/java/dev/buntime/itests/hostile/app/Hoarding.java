package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;

/** Allocates until there is no memory. */
public final class Hoarding extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 8 << 20;

  @Override
  @SuppressWarnings("ModifiedButNotUsed") // what is hoarded is for nothing
  void harm(String kind, HttpServletRequest request, HttpServletResponse response) {
    List<byte[]> hoard = new ArrayList<>();
    while (true) {
      hoard.add(new byte[CHUNK]);
    }
  }
}
