package dev.buntime.plugins.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins that should be there and are not. Each is an error in the log once it has been away
 * for a while, once. Thread-safe.
 */
final class Absences implements Timed {
  private static final Logger log = LoggerFactory.getLogger(Absences.class);

  /** How long a plugin may take to appear. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final UnaryOperator<String> reason;
  private volatile Map<String, Absence> absent = Map.of(); // replaced whole, never edited

  /**
   * @param since when it was missed first
   * @param deadline when that becomes an error, in nanoseconds of the ticker
   * @param reported whether it has become one
   */
  private record Absence(Instant since, long deadline, boolean reported) {
    Absence afterReport() {
      return new Absence(since, deadline, true);
    }
  }

  /**
   * @param reason why the plugin of a name is not there, for a person
   */
  Absences(InstantSource clock, UnaryOperator<String> reason) {
    this.clock = clock;
    this.reason = reason;
  }

  /**
   * Takes stock.
   *
   * @param expected names of the plugins that should be there
   * @param present names of those that are
   * @param now nanoseconds of the ticker
   */
  synchronized void update(Collection<String> expected, Set<String> present, long now) {
    Map<String, Absence> next = new TreeMap<>();
    for (String name : expected) {
      if (!present.contains(name)) {
        Absence known = absent.get(name);
        next.put(
            name,
            known == null ? new Absence(clock.instant(), now + GRACE.toNanos(), false) : known);
      }
    }
    absent = next;
  }

  @Override
  public void check(long now) {
    absent.forEach((name, absence) -> {
      if (!absence.reported() && now - absence.deadline() >= 0 && report(name)) {
        log.error("plugin {} is not there: {}", name, reason.apply(name));
      }
    });
  }

  /** Says whether it is still away and nobody has said so. */
  private synchronized boolean report(String name) {
    Absence known = absent.get(name);
    if (known == null || known.reported()) {
      return false;
    }
    Map<String, Absence> next = new TreeMap<>(absent);
    next.put(name, known.afterReport());
    absent = next;
    return true;
  }

  /** When each was missed first, by name. A snapshot. */
  Map<String, Instant> since() {
    Map<String, Instant> all = new TreeMap<>();
    absent.forEach((name, absence) -> all.put(name, absence.since()));
    return all;
  }

  /** Why a plugin is not there, for a person. */
  String reason(String name) {
    return reason.apply(name);
  }
}
