package dev.buntime.plugins.internal;

import dev.buntime.plugin.PluginContext;
import dev.buntime.runtime.InvocationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How plugins begin and end.
 *
 * <p>One begins on a thread of its own and comes into force when {@code onInit} has returned. One
 * ends in three steps: the chain is replaced, the requests that have it on their way are waited
 * for, and it is told. One that is made anew keeps its place: whoever comes waits for the next.
 * Thread-safe.
 */
final class SeatLife {
  private static final Logger log = LoggerFactory.getLogger(SeatLife.class);

  private static final Duration INIT_LIMIT = Duration.ofSeconds(30);
  private static final Duration UNUSED_LIMIT = Duration.ofSeconds(30);
  private static final Duration ALL_LIMIT = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final Row row;
  private final HookThreads threads;
  private final WorkerNews news;
  private final Runnable moved;
  private final UnaryOperator<String> masked;

  /**
   * @param moved is told when a plugin has moved; called without a lock
   * @param masked takes secrets out of what a plugin says when it fails
   */
  SeatLife(
      Row row, HookThreads threads, WorkerNews news, Runnable moved, UnaryOperator<String> masked) {
    this.row = row;
    this.threads = threads;
    this.news = news;
    this.moved = moved;
    this.masked = masked;
  }

  /**
   * Lets a plugin begin; does not wait.
   *
   * @param plugin gets the plugin; may take a while or fail
   * @param context what it is told
   */
  void begin(Seat seat, Callable<Occupant> plugin, Supplier<PluginContext> context) {
    threads.callAside(
        seat,
        Hook.INIT,
        INIT_LIMIT,
        () -> {
          Occupant occupant = plugin.call();
          seat.occupy(occupant);
          if (occupant.hooks().contains(Hook.INIT)) {
            occupant.run(
                "",
                () -> {
                  occupant.plugin().onInit(context.get());
                  return null;
                });
          }
          return null;
        },
        new Outcome<@Nullable Void>() {
          @Override
          public void returned(@Nullable Void nothing) {
            begun(seat);
          }

          @Override
          public void failed(InvocationException why) {
            refuse(seat, masked.apply(reason(why.getCause())));
          }
        });
  }

  private static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "onInit took longer than " + INIT_LIMIT.toSeconds() + " s";
    }
    return failure instanceof NoServiceException
        ? String.valueOf(failure.getMessage())
        : "onInit failed: " + failure;
  }

  private void begun(Seat seat) {
    if (seat.activate()) {
      news.begin(seat);
      row.update();
      row.handOver(seat.name());
      log.info("{} is in force with ranking {}", seat, seat.ranking());
      moved.run();
    } else {
      tellEnd(seat, threads.limit()); // its service went while it began
    }
  }

  /** A plugin cannot begin. */
  void refuse(Seat seat, String reason) {
    if (seat.refuse(reason)) {
      log.error("{} is not in force: {}", seat, reason);
      moved.run();
      row.orphans(seat.name()).stream()
          .filter(each -> each.id().bundle() == seat.id().bundle())
          .forEach(each -> each.fail("its component was made anew, but " + reason));
    }
  }

  /**
   * Ends a plugin whose service goes because its component is made anew; returns when nothing calls
   * it any more. Requests and answers that come to it wait for the next one.
   *
   * @param comeback tells whether the next one is still to come
   */
  void vacate(Seat seat, BooleanSupplier comeback, Supplier<String> why) {
    boolean isTold = seat.vacate();
    moved.run();
    news.forget(seat);
    long deadline = System.nanoTime() + threads.limit().toNanos();
    try {
      if (!seat.calls.await(deadline - System.nanoTime())
          || !seat.news.await(deadline - System.nanoTime())) {
        log.warn("{} is made anew although calls of it are under way", seat);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (isTold) {
      tellEnd(seat, threads.limit());
    }
    log.info("{} is made anew; requests wait for it", seat);
    threads.watch(new Vacancy(seat, threads, comeback, why, () -> end(seat)));
  }

  /** Ends a plugin whose service goes away; returns when nothing calls it any more. */
  void end(Seat seat) {
    boolean wasTaken = seat.isPassed() && !seat.isOrphan();
    List<Chain> former = row.remove(seat);
    if (wasTaken) {
      awaitUnused(seat, former);
    }
    if (seat.leave()) {
      tellEnd(seat, threads.limit());
    }
    seat.forebears().forEach(Seat::leave);
    news.forget(seat);
    moved.run();
    if (wasTaken) {
      log.info("{} is not in force any more", seat);
    }
  }

  private static void awaitUnused(Seat seat, List<Chain> former) {
    long deadline = System.nanoTime() + UNUSED_LIMIT.toNanos();
    try {
      boolean unused = true;
      for (Chain chain : former) {
        unused &= chain.awaitEnd(seat, deadline);
      }
      unused &= seat.transforms.await(deadline - System.nanoTime());
      for (Seat forebear : seat.forebears()) {
        unused &= forebear.transforms.await(deadline - System.nanoTime());
      }
      unused &= seat.news.await(deadline - System.nanoTime());
      if (!unused) {
        log.warn(
            "requests still have {} on their way after {} s; they will be answered 500",
            seat,
            UNUSED_LIMIT.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends all plugins because the runner stops; the last in the order first. */
  void endAll() {
    long deadline = threads.now() + ALL_LIMIT.toNanos();
    for (Seat seat : row.stop().reversed()) {
      if (seat.leave()) {
        Duration left = Duration.ofNanos(deadline - threads.now());
        Duration limit = left.compareTo(threads.limit()) < 0 ? left : threads.limit();
        tellEnd(seat, limit.compareTo(SHORTEST) < 0 ? SHORTEST : limit);
      }
    }
  }

  private void tellEnd(Seat seat, Duration limit) {
    if (!seat.hears(Hook.SHUTDOWN)) {
      return;
    }
    CountDownLatch told = new CountDownLatch(1);
    threads.callAside(
        seat,
        Hook.SHUTDOWN,
        limit,
        () -> {
          seat.occupant().plugin().onShutdown();
          return null;
        },
        new Outcome<@Nullable Void>() {
          @Override
          public void returned(@Nullable Void nothing) {
            told.countDown();
          }

          @Override
          public void failed(InvocationException why) {
            told.countDown(); // it is counted and in the log
          }
        });
    try {
      if (!told.await(limit.toMillis() + ALL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("nobody knows whether {} has ended", seat);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
