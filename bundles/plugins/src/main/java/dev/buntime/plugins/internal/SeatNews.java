package dev.buntime.plugins.internal;

import dev.buntime.plugin.Plugin;
import dev.buntime.runtime.InvocationException;
import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells one plugin of workers: one thing at a time, in order. Thread-safe. */
final class SeatNews {
  private static final Logger log = LoggerFactory.getLogger(SeatNews.class);

  /** What a plugin may be behind. */
  private static final int MOST = 1_000;

  private final Seat seat;
  private final HookThreads threads;
  private final Deque<Item> waiting = new ArrayDeque<>(); // guarded by this
  private boolean telling; // guarded by this
  private boolean losing; // guarded by this

  private record Item(Hook hook, WorkerEventDTO event) {}

  SeatNews(Seat seat, HookThreads threads) {
    this.seat = seat;
    this.threads = threads;
  }

  /** Tells it when it has heard what came before. */
  void tell(Hook hook, WorkerEventDTO event) {
    if (add(new Item(hook, event))) {
      next(this::goOn);
    }
  }

  /** Whether this is to be told at once. */
  private synchronized boolean add(Item item) {
    if (waiting.size() >= MOST) {
      if (!losing) {
        log.warn("{} is {} events of workers behind; it is not told of some", seat, MOST);
      }
      losing = true;
      return false;
    }
    losing = false;
    waiting.add(item);
    boolean first = !telling;
    telling = true;
    return first;
  }

  private synchronized @Nullable Item next() {
    Item item = waiting.poll();
    telling = item != null;
    return item;
  }

  private void goOn() {
    Item item = next();
    while (item != null && !enter()) {
      item = next(); // it hears nothing any more
    }
    if (item != null) {
      call(item);
    }
  }

  /** Counts first and looks then: whoever ends the seat does it the other way round. */
  private boolean enter() {
    seat.news.enter();
    boolean active = seat.isActive();
    if (!active) {
      seat.news.leave();
    }
    return active;
  }

  private void call(Item item) {
    threads.callLimited(
        seat,
        item.hook(),
        "",
        () -> {
          Plugin plugin = seat.occupant().plugin();
          if (item.hook() == Hook.SPAWN) {
            plugin.onWorkerSpawn(item.event());
          } else {
            plugin.onWorkerTerminate(item.event());
          }
          return null;
        },
        new Outcome<@Nullable Void>() {
          @Override
          public void returned(@Nullable Void nothing) {
            told();
          }

          @Override
          public void failed(InvocationException why) {
            told(); // it is counted and in the log
          }
        });
  }

  private void told() {
    seat.news.leave();
    next(this::goOn); // not from here: many may wait
  }

  private void next(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("{} hears of no more workers: the threads of plugins have ended", seat, e);
    }
  }
}
