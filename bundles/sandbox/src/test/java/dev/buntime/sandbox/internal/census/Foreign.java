package dev.buntime.sandbox.internal.census;

import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Threads and the like that belong to no app, as the platform has them. */
public final class Foreign {
  public static final ExecutorService POOL =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("foreign-pool").factory());
  public static final ThreadLocal<@Nullable Object> VARIABLE = new ThreadLocal<>();
  public static final Timer TIMER = new Timer("foreign-timer", true);
  public static final Logger LOGGER = Logger.getLogger("foreign.logger");

  public static final ch.qos.logback.classic.Logger LOGBACK =
      (ch.qos.logback.classic.Logger) LoggerFactory.getLogger("foreign.logback");

  private Foreign() {}

  /** Starts a thread that runs until it is closed. */
  public static AutoCloseable threadWithContext(ClassLoader loader) {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = Thread.ofPlatform().daemon().name("foreign-thread").unstarted(() -> await(end));
    thread.setContextClassLoader(loader);
    thread.start();
    return () -> {
      end.countDown();
      thread.join();
    };
  }

  /** A timer keeps the task that it looked at last, until it looks at another. */
  public static void letTimerForget() throws InterruptedException {
    CountDownLatch run = new CountDownLatch(1);
    TIMER.schedule(
        new TimerTask() {
          @Override
          public void run() {
            run.countDown();
          }
        },
        0);
    run.await();
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
