package dev.buntime.plugin.authz.internal.pdp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what has an XPath in it, which takes time and cannot be stopped, though only a {@link
 * PlainXPath} comes here. Whoever asks waits for {@link #LIMIT} at most and gets an indeterminate
 * decision then. At most {@value #THREADS} threads can be lost to such an XPath; then no other one
 * is looked at. Requests to apps have no content, so they never come here. Thread-safe.
 */
final class BoundedTime {
  private static final Logger log = LoggerFactory.getLogger(BoundedTime.class);
  static final Duration LIMIT = Duration.ofSeconds(2);
  private static final int THREADS = 2;
  private static final int WAITING = 64;
  private static final long IDLE_SECONDS = 5;

  private static final ThreadPoolExecutor threads = threads();

  private BoundedTime() {}

  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor made =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("plugin-authz-xpath-", 1).factory());
    made.allowCoreThreadTimeOut(true);
    return made;
  }

  /** Decides, if it takes no longer than that. */
  static Response decide(Supplier<Response> decision) {
    FutureTask<Response> task = new FutureTask<>(decision::get);
    try {
      threads.execute(task);
      return task.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      task.cancel(true);
      log.warn("an XPath takes longer than {} s; its decision is indeterminate", LIMIT.toSeconds());
      return failed("an XPath takes longer than %d s".formatted(LIMIT.toSeconds()));
    } catch (RejectedExecutionException _) {
      return failed("too many decisions with XPaths are under way");
    } catch (InterruptedException _) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      return failed("the decision was given up");
    } catch (ExecutionException e) {
      log.error("a decision failed", e.getCause());
      return failed("the decision failed, the log says why");
    }
  }

  private static Response failed(String why) {
    return new Response(List.of(MultipleDecisions.indeterminate(why)));
  }
}
