package dev.buntime.plugins.internal;

import dev.buntime.runtime.dto.WorkerEventDTO;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells plugins which workers are ready and which of those have ended. Thread-safe. */
final class WorkerNews {
  private final HookThreads threads;
  private final Set<String> ready = ConcurrentHashMap.newKeySet();
  private final Map<Seat, SeatNews> listeners = new ConcurrentHashMap<>();

  WorkerNews(HookThreads threads) {
    this.threads = threads;
  }

  /** A worker has moved; does not wait. */
  void moved(WorkerEventDTO event, Chain chain) {
    switch (event.to()) {
      case "Ready" -> {
        ready.add(event.worker());
        tell(Hook.SPAWN, event, chain);
      }
      case "Terminated", "Failed" -> {
        if (ready.remove(event.worker())) {
          tell(Hook.TERMINATE, event, chain);
        }
      }
      default -> {
        // Plugins are not told how busy a worker is.
      }
    }
  }

  private void tell(Hook hook, WorkerEventDTO event, Chain chain) {
    for (Seat seat : chain.seats()) {
      if (seat.hears(hook)) {
        listeners.computeIfAbsent(seat, each -> new SeatNews(each, threads)).tell(hook, event);
      }
    }
  }

  /** A plugin is gone. */
  void forget(Seat seat) {
    listeners.remove(seat);
  }
}
