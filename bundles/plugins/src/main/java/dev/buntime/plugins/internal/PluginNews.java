package dev.buntime.plugins.internal;

import dev.buntime.runtime.PluginListener;
import dev.buntime.runtime.dto.PluginEventDTO;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells listeners how plugins have moved. Whoever may have moved one has it {@link #look}; what is
 * different from the last look is told.
 *
 * <p>Thread-safe; its lock comes before that of the {@link Row} and is held for moments. Nobody is
 * told while it is held.
 */
final class PluginNews {
  private static final Logger log = LoggerFactory.getLogger(PluginNews.class);

  private static final String MISSING = "missing";

  private final Row row;
  private final Absences absences;
  private final Collection<PluginListener> listeners;
  private final InstantSource clock;
  private final Executor teller;
  private Map<SeatId, String> known = Map.of(); // guarded by this; replaced whole
  private Set<String> missing = Set.of(); // guarded by this; replaced whole

  /**
   * @param listeners a view that somebody else keeps up to date and that may be read at any time
   * @param clock tells when a plugin moved
   * @param teller calls listeners, one after the other
   */
  PluginNews(
      Row row,
      Absences absences,
      Collection<PluginListener> listeners,
      InstantSource clock,
      Executor teller) {
    this.row = row;
    this.absences = absences;
    this.listeners = listeners;
    this.clock = clock;
    this.teller = teller;
  }

  /** A plugin may have moved; does not wait. Never to be called with the lock of the row. */
  synchronized void look() {
    Map<SeatId, String> now = new LinkedHashMap<>();
    List<Seat> inForce = row.chain().seats();
    for (Seat seat : row.seats()) {
      if (!seat.isOver()) {
        now.put(seat.id(), PluginReport.word(seat.state(), inForce.contains(seat)));
        tellOf(seat, now.get(seat.id()));
      }
    }
    known.forEach((id, word) -> {
      if (!now.containsKey(id)) {
        tell(id, word, "gone", null);
      }
    });
    Set<String> absent = Set.copyOf(absences.since().keySet());
    absent.stream().filter(name -> !missing.contains(name)).sorted().forEach(this::tellOf);
    known = now;
    missing = absent;
  }

  private void tellOf(Seat seat, String word) {
    String before = known.get(seat.id());
    if (before == null && known.keySet().stream().noneMatch(id -> id.name().equals(seat.name()))) {
      before = missing.contains(seat.name()) ? MISSING : null;
    }
    if (!word.equals(before)) {
      tell(seat.id(), before, word, seat.reason());
    }
  }

  private void tell(SeatId id, @Nullable String from, String to, @Nullable String reason) {
    Instant at = clock.instant();
    teller.execute(() ->
        tell(
            new PluginEventDTO(
                id.name(), id.version().toString(), id.bundle(), from, to, at, reason)));
  }

  private void tellOf(String name) {
    Instant at = clock.instant();
    teller.execute(
        () -> tell(new PluginEventDTO(name, null, -1, null, MISSING, at, absences.reason(name))));
  }

  private void tell(PluginEventDTO event) {
    for (PluginListener listener : listeners) {
      try {
        listener.moved(event);
      } catch (RuntimeException e) {
        log.error("{} failed on {}; the others were told", listener, event, e);
      }
    }
  }
}
