package dev.buntime.plugins.internal;

import dev.buntime.plugin.Plugin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.rules.ExternalResource;
import org.osgi.framework.Version;

/** Threads for hooks, and a clock that stands still until a test moves it. */
final class World extends ExternalResource {
  static final Duration LIMIT = Duration.ofSeconds(5);
  static final int MOST_THREADS = 4;
  static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger services = new AtomicInteger();
  final HookThreads threads = new HookThreads(nanos::get, LIMIT, MOST_THREADS);

  @Override
  protected void after() {
    threads.close();
  }

  /** Lets time go by; the timer notices. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** A seat that nobody has taken yet. */
  Seat seat(String name, String version, int ranking) {
    int service = services.incrementAndGet();
    return new Seat(
        new SeatId(name, Version.parseVersion(version), service, service), ranking, CLOCK);
  }

  /** A seat for another service of the same bundle. */
  Seat sibling(Seat seat) {
    SeatId id = seat.id();
    return new Seat(
        new SeatId(id.name(), id.version(), id.bundle(), services.incrementAndGet()), 0, CLOCK);
  }

  /** A seat with a plugin that is well. */
  Seat active(String name, int ranking, Plugin plugin) {
    return active(seat(name, "1.0.0", ranking), plugin);
  }

  static Seat active(Seat seat, Plugin plugin) {
    return active(seat, plugin, true);
  }

  /** A seat with a plugin that never waits. */
  Seat inline(String name, int ranking, Plugin plugin) {
    return active(seat(name, "1.0.0", ranking), plugin, false);
  }

  private static Seat active(Seat seat, Plugin plugin, boolean waits) {
    seat.occupy(new Occupant(plugin, Hook.of(plugin), waits));
    seat.activate();
    return seat;
  }
}
