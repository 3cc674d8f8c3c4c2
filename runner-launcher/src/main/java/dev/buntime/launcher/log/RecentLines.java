package dev.buntime.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogTail;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest lines, and hands new ones to those that follow. Thread-safe.
 *
 * <p>What is logged on a thread that follows is kept and handed to nobody: it is logged because
 * lines are sent, at debug by Jetty for example, and sending it would make more of it.
 */
final class RecentLines extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final int QUEUE = 1000;

  private final int mostLines;
  private final long mostCharacters;
  private final Deque<LogLine> lines = new ArrayDeque<>(); // guarded by itself, like the next
  private long characters;
  private final List<Tail> tails = new CopyOnWriteArrayList<>();

  RecentLines(int mostLines, long mostCharacters) {
    this.mostLines = mostLines;
    this.mostCharacters = mostCharacters;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event instanceof AttributedEvent attributed) {
      add(attributed.line());
    }
  }

  private void add(LogLine line) {
    synchronized (lines) {
      lines.addLast(line);
      characters += length(line);
      while (lines.size() > mostLines || characters > mostCharacters) {
        characters -= length(lines.removeFirst());
      }
    }
    if (!isOfAFollower(Thread.currentThread())) {
      for (Tail tail : tails) {
        tail.offer(line);
      }
    }
  }

  private boolean isOfAFollower(Thread thread) {
    for (Tail tail : tails) {
      if (tail.follower == thread) {
        return true;
      }
    }
    return false;
  }

  private static long length(LogLine line) {
    return (long) line.message().length() + length(line.exception());
  }

  private static int length(@Nullable String text) {
    return text == null ? 0 : text.length();
  }

  /** The newest lines that match, the oldest of them first. */
  List<LogLine> newest(LogQuery query, int most) {
    List<LogLine> found = new ArrayList<>();
    synchronized (lines) {
      for (Iterator<LogLine> each = lines.descendingIterator();
          each.hasNext() && found.size() < most; ) {
        LogLine line = each.next();
        if (query.matches(line)) {
          found.add(line);
        }
      }
    }
    Collections.reverse(found);
    return found;
  }

  /** The lines from now on, for the current thread. */
  LogTail follow(LogQuery query) {
    Tail tail = new Tail(query);
    tails.add(tail);
    return tail;
  }

  private final class Tail implements LogTail {
    private final LogQuery query;
    private final Thread follower = Thread.currentThread();
    private final BlockingQueue<LogLine> queue = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong missed = new AtomicLong();

    Tail(LogQuery query) {
      this.query = query;
    }

    void offer(LogLine line) {
      if (query.matches(line) && !queue.offer(line)) {
        missed.incrementAndGet();
      }
    }

    @Override
    public Optional<LogLine> next(Duration patience) throws InterruptedException {
      return Optional.ofNullable(queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    @Override
    public long missed() {
      return missed.getAndSet(0);
    }

    @Override
    public void close() {
      tails.remove(this);
    }
  }
}
