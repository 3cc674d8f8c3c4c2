package dev.buntime.itests;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Calls again and again on several threads, and counts what it hears, by kinds of calls. Each
 * thread pauses between two calls, so that there is something left of the machine for what is
 * tested.
 */
final class CallLoad implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final ConcurrentMap<String, Heard> heard = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** What the calls of a kind have heard. */
  private static final class Heard {
    private final LongAdder answers = new LongAdder();
    private final Set<String> results = ConcurrentHashMap.newKeySet();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);
  }

  /** Begins to make calls of a kind on so many threads more. */
  void begin(String kind, int count, Supplier<HttpResponse<String>> call) {
    Heard of = heard.computeIfAbsent(kind, _ -> new Heard());
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().name("call-" + kind + "-" + i).start(() -> run(of, call)));
    }
  }

  private void run(Heard of, Supplier<HttpResponse<String>> call) {
    while (!stopped) {
      long begin = System.nanoTime();
      of.results.add(result(call));
      of.slowest.accumulate(System.nanoTime() - begin);
      of.answers.increment();
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** The status, or the exception. */
  private static String result(Supplier<HttpResponse<String>> call) {
    try {
      return String.valueOf(call.get().statusCode());
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  private Heard of(String kind) {
    Heard of = heard.get(kind);
    if (of == null) {
      throw new IllegalArgumentException("there are no calls of the kind " + kind);
    }
    return of;
  }

  /** The fewest calls that have ended of any kind. */
  long fewest() {
    return heard.values().stream().mapToLong(each -> each.answers.sum()).min().orElse(0);
  }

  /** The different statuses, and exceptions, that calls of a kind have ended with. */
  Set<String> results(String kind) {
    return new TreeSet<>(of(kind).results);
  }

  /** How long the longest call of any kind has taken. */
  Duration slowest() {
    return Duration.ofNanos(
        heard.values().stream().mapToLong(each -> each.slowest.get()).max().orElse(0));
  }

  /** How long the longest call of a kind has taken. */
  Duration slowest(String kind) {
    return Duration.ofNanos(of(kind).slowest.get());
  }

  /** Ends after the calls that are under way. */
  @Override
  public void close() {
    stopped = true;
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
