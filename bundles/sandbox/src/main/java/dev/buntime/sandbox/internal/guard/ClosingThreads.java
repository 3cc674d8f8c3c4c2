package dev.buntime.sandbox.internal.guard;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short-lived threads of the runner that end the resources of a killed worker: closing may block,
 * so it must not hold up whoever kills, nor the closing of the rest.
 */
final class ClosingThreads {
  private static final Logger log = LoggerFactory.getLogger(ClosingThreads.class);
  private static final int MAX_THREADS = 16;

  private ClosingThreads() {}

  /** Ends all resources soon; does not wait for it, except that threads are interrupted at once. */
  static void end(List<Object> resources) {
    Queue<Object> rest = new ConcurrentLinkedQueue<>();
    resources.stream()
        .sorted(Comparator.comparing(ResourceKind::of))
        .forEach(resource -> {
          if (resource instanceof Thread thread) {
            thread.interrupt();
          } else {
            rest.add(resource);
          }
        });
    int threads = Math.min(rest.size(), MAX_THREADS);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().name("guard-closing").start(() -> endAll(rest));
    }
  }

  private static void endAll(Queue<Object> rest) {
    for (Object one = rest.poll(); one != null; one = rest.poll()) {
      end(one);
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace")
  private static void end(Object resource) {
    try {
      ResourceKind.end(resource);
    } catch (IOException | RuntimeException | Error e) { // the rest is to be ended, too
      log.debug("a {} of a killed worker does not end", resource.getClass().getName(), e);
    }
  }
}
