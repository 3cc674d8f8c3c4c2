package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Starts threads that do not end, and waits for them. */
public final class Threading extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final int STORM = 500;
  private static final int SPINNING = 4;

  @SuppressWarnings("UnusedVariable") // written, so that the loop is not empty
  private volatile long count;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    switch (kind) {
      case "/storm" -> {
        for (int i = 0; i < STORM; i++) {
          threads.add(
              Thread.ofPlatform().name("storm-" + i).start(i < SPINNING ? this::spin : this::rest));
        }
      }
      case "/virtual" -> {
        for (int i = 0; i < 2 * SPINNING; i++) {
          threads.add(Thread.ofVirtual().name("virtual-" + i).start(this::spin));
        }
      }
      default -> throw new IllegalArgumentException(kind);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void spin() {
    while (true) {
      count++;
    }
  }

  private void rest() {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        count = 0;
      }
    }
  }
}
