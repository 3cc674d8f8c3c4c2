package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;

/** Uses a processor without end. */
public final class Spinning extends HostileServlet {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("UnusedVariable") // written, so that the loop is not empty
  private volatile long count;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (kind) {
      case "/loop" -> loop();
      case "/catching" -> loopCatchingAll();
      case "/recursion" -> recurseCatchingOverflow();
      case "/overflow" -> response.getWriter().print(deep(0));
      case "/regex" -> response.getWriter().print(backtrack());
      default -> throw new IllegalArgumentException(kind);
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void loop() {
    while (true) {
      count++;
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void loopCatchingAll() {
    while (true) {
      try {
        for (int i = 0; i < 1_000_000; i++) {
          try {
            count += i;
          } catch (Throwable _) {
            count--;
          }
        }
      } catch (Throwable _) {
        count--;
      }
    }
  }

  private void recurseCatchingOverflow() {
    while (true) {
      try {
        count = deep(0);
      } catch (StackOverflowError _) {
        count = 0;
      }
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static long deep(long depth) {
    return depth + deep(depth + 1);
  }

  /** Takes longer than anybody will wait, all of it inside the JDK. */
  private static boolean backtrack() {
    return Pattern.compile("(x+x+)+y\\1").matcher("x".repeat(60)).matches();
  }
}
