package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Uses all processors for two seconds, as it may, and answers. */
public final class Hungry extends HostileServlet {
  private static final long serialVersionUID = 1L;
  private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

  @SuppressWarnings("UnusedVariable") // written, so that the loop is not empty
  private volatile long count;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(this::compute, "hungry-" + i);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    response.getWriter().print("done");
  }

  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void compute() {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < NANOS) {
      count++;
    }
  }
}
