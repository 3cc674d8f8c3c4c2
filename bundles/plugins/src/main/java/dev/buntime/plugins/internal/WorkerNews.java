package dev.buntime.plugins.internal;

import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tells plugins which workers are ready and which of those have ended. Each plugin hears of each
 * worker that is ready while it is in force, of those too that were ready before, and of the end of
 * those and no others. Thread-safe; its lock is held for moments, by whoever has a worker that
 * moves.
 */
final class WorkerNews {
  private final HookThreads threads;
  private final Map<String, WorkerEventDTO> ready = new LinkedHashMap<>(); // guarded by this
  private final Map<Seat, SeatNews> listeners = new HashMap<>(); // guarded by this

  WorkerNews(HookThreads threads) {
    this.threads = threads;
  }

  /** A worker has moved; does not wait. */
  synchronized void moved(WorkerEventDTO event) {
    switch (event.to()) {
      case "Ready" -> {
        ready.put(event.worker(), event);
        tell(Hook.SPAWN, event);
      }
      case "Terminated", "Failed" -> {
        if (ready.remove(event.worker()) != null) {
          tell(Hook.TERMINATE, event);
        }
      }
      default -> {
        // Plugins are not told how busy a worker is.
      }
    }
  }

  private void tell(Hook hook, WorkerEventDTO event) {
    listeners.forEach((seat, news) -> {
      if (seat.hears(hook)) {
        news.tell(hook, event);
      }
    });
  }

  /** A plugin is there from now on, unless it has gone meanwhile. */
  synchronized void begin(Seat seat) {
    if (!seat.isActive()) {
      return;
    }
    if (!seat.hears(Hook.SPAWN) && !seat.hears(Hook.TERMINATE)) {
      return;
    }
    SeatNews news = new SeatNews(seat, threads);
    listeners.put(seat, news);
    if (seat.hears(Hook.SPAWN)) {
      ready.values().forEach(event -> news.tell(Hook.SPAWN, event));
    }
  }

  /** A plugin is gone. */
  synchronized void forget(Seat seat) {
    listeners.remove(seat);
  }
}
