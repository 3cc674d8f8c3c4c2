package dev.buntime.management.internal.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events in the order in which they are numbered, and those who listen. For one thread, which
 * never waits for any of them: one that does not read is sent away.
 *
 * <p>The id of an event is {@code <start of the runner>-<number>}, so that no two events of two
 * runs have the same one. All but {@code stats} are kept for a while for those who come back.
 */
final class EventStream {
  /** How often {@code stats} are told. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  /** How long a client is sent nothing at most. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** The same while there is no place for one more: it shows soon who is gone. */
  static final Duration HEARTBEAT_IF_FULL = Duration.ofSeconds(1);

  /** How long a client for whom something waits may take nothing. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Logger log = LoggerFactory.getLogger(EventStream.class);

  private final String epoch;
  private final LongSupplier nanos;
  private final Supplier<Optional<String>> stats;
  private final Runnable ended;
  private final EventRing ring = new EventRing();
  private final Map<Subscriber, Outlet> subscribers = new LinkedHashMap<>();
  private long number;
  private long statsDue;

  /**
   * @param epoch tells this run of the runner from others
   * @param nanos tells the time
   * @param stats makes the data of {@code stats}, one line of JSON; empty if there are none now
   * @param ended is told of each subscriber that listens no more
   */
  EventStream(String epoch, LongSupplier nanos, Supplier<Optional<String>> stats, Runnable ended) {
    this.epoch = epoch;
    this.nanos = nanos;
    this.stats = stats;
    this.ended = ended;
  }

  /**
   * Somebody listens from now on, and hears first what they have missed.
   *
   * @param lastId of the last event that they have heard, null if they say nothing of it
   */
  void join(Subscriber subscriber, Outlet outlet, @Nullable String lastId) {
    boolean isFirst = !isAskedForStats();
    subscribers.put(subscriber, outlet);
    if (lastId == null) {
      send(subscriber, Frame.preamble(id(number)));
    } else {
      catchUp(subscriber, lastId);
    }
    if (subscriber.wants(EventKind.STATS)) {
      if (isFirst) {
        statsDue = nanos.getAsLong() + PERIOD.toNanos();
      }
      stats.get().ifPresent(json -> send(subscriber, event(EventKind.STATS, json)));
    }
  }

  private void catchUp(Subscriber subscriber, String lastId) {
    Optional<Long> last = number(lastId);
    Optional<List<Frame>> missed = last.flatMap(ring::after);
    if (missed.isPresent()) {
      send(subscriber, Frame.preamble(id(last.get())));
      missed.get().forEach(each -> send(subscriber, each));
      return;
    }
    String why =
        last.isPresent()
            ? "events after " + id(last.get()) + " are not kept any more"
            : "no event of this run of the runner had the id that was asked for";
    send(subscriber, Frame.preamble(id(number)));
    send(subscriber, Frame.reset(id(number), EventJson.reset(why)));
  }

  /** The number of an event of this run; empty if there was none with this id. */
  private Optional<Long> number(String id) {
    String prefix = epoch + "-";
    if (!id.startsWith(prefix)) {
      return Optional.empty();
    }
    try {
      long known = Long.parseLong(id.substring(prefix.length()));
      return known < 0 || known > number ? Optional.empty() : Optional.of(known);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  private String id(long of) {
    return epoch + "-" + of;
  }

  private Frame event(EventKind kind, String json) {
    number++;
    return Frame.event(id(number), number, kind, json);
  }

  /** Somebody listens no more. */
  void leave(Subscriber subscriber) {
    if (subscribers.remove(subscriber) != null) {
      ended.run();
    }
  }

  /**
   * Something has happened.
   *
   * @param json one line that tells what
   */
  void tell(EventKind kind, String json) {
    Frame frame = event(kind, json);
    ring.add(frame);
    sendAll(frame);
  }

  /** Something has happened that nobody can tell any more. */
  void lose() {
    number++;
    ring.forget(number);
    sendAll(
        Frame.reset(
            id(number), EventJson.reset("so much happened at once that some of it was lost")));
  }

  /** Time goes by: to be called some times each second while somebody listens. */
  void tick() {
    tellStats();
    Duration heartbeat =
        subscribers.size() < EventHub.MOST_SUBSCRIBERS ? HEARTBEAT : HEARTBEAT_IF_FULL;
    for (Subscriber each : List.copyOf(subscribers.keySet())) {
      if (each.isStalledFor(PATIENCE)) {
        drop(each, "it has read nothing for " + PATIENCE.toSeconds() + " s");
      } else if (each.isQuietFor(heartbeat)) {
        send(each, Frame.HEARTBEAT);
      }
    }
  }

  private void tellStats() {
    long now = nanos.getAsLong();
    if (!isAskedForStats() || now - statsDue < 0) {
      return;
    }
    statsDue += PERIOD.toNanos();
    if (now - statsDue >= 0) {
      statsDue = now + PERIOD.toNanos(); // it is late: those that it has missed are not made up
    }
    stats.get().ifPresent(json -> sendAll(event(EventKind.STATS, json)));
  }

  private boolean isAskedForStats() {
    return subscribers.keySet().stream().anyMatch(each -> each.wants(EventKind.STATS));
  }

  private void sendAll(Frame frame) {
    for (Subscriber each : new ArrayList<>(subscribers.keySet())) {
      if (each.wants(frame.kind())) {
        send(each, frame);
      }
    }
  }

  private void send(Subscriber subscriber, Frame frame) {
    Outlet outlet = subscribers.get(subscriber);
    if (outlet == null || !subscriber.wants(frame.kind())) {
      return; // it was sent away, or has missed only what it does not want
    }
    switch (subscriber.offer(frame)) {
      case WAITS -> {
        // Whoever writes finds it.
      }
      case BEGIN -> outlet.begin();
      case FULL -> drop(subscriber, Subscriber.MOST + " events wait for it");
    }
  }

  private void drop(Subscriber subscriber, String why) {
    Outlet outlet = subscribers.get(subscriber);
    if (outlet != null) {
      log.info("a listener at /_/sse is sent away: {}", why);
      outlet.end();
      leave(subscriber);
    }
  }

  /** Ends all answers; the clients come back by themselves. */
  void endAll(String why) {
    if (!subscribers.isEmpty()) {
      log.debug("{} listeners at /_/sse are sent away: {}", subscribers.size(), why);
    }
    for (Map.Entry<Subscriber, Outlet> each : Map.copyOf(subscribers).entrySet()) {
      each.getValue().end();
      leave(each.getKey());
    }
  }

  /** How many listen. */
  int size() {
    return subscribers.size();
  }
}
