package dev.buntime.itests;

import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** Calls an app again and again on a thread of its own, and remembers what it hears. */
public final class CallLoop implements AutoCloseable {
  private final Supplier<HttpResponse<String>> call;
  private final LongAdder answers = new LongAdder();
  private final Set<String> bodies = new ConcurrentSkipListSet<>();
  private final Set<String> errors = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean stopped;

  /** Begins to call. */
  public CallLoop(Supplier<HttpResponse<String>> call) {
    this.call = call;
    this.thread = Thread.ofPlatform().name("call-loop").start(this::run);
  }

  private void run() {
    while (!stopped) {
      try {
        HttpResponse<String> answer = call.get();
        if (answer.statusCode() == 200) {
          bodies.add(answer.body());
        } else {
          errors.add(answer.statusCode() + " " + answer.body());
        }
      } catch (RuntimeException e) {
        errors.add(e.toString());
      }
      answers.increment();
    }
  }

  /** How many calls have ended, whatever became of them. */
  public long answers() {
    return answers.sum();
  }

  /** The different bodies that came with status 200, until now. */
  public Set<String> bodies() {
    return Set.copyOf(bodies);
  }

  /** The different answers of another status, and exceptions; until now. */
  public Set<String> errors() {
    return Set.copyOf(errors);
  }

  /** Ends after the call that is under way. */
  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
