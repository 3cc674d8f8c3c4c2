package dev.buntime.worker.internal;

import dev.buntime.log.LogOwner;
import dev.buntime.log.LogSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A platform thread of a worker, which knows for which request it runs. */
final class WorkerThread extends Thread implements LogOwner {
  /** Stands for the owner for the moment in which it is interrupted. */
  private static final Object BUSY = new Object();

  private final AtomicReference<@Nullable Object> owner = new AtomicReference<>();
  private final LogSource source;
  private final Runnable onEnd;

  /**
   * @param source whose its lines in the log are
   * @param onEnd runs on the thread, last
   */
  WorkerThread(ThreadGroup group, Runnable task, String name, LogSource source, Runnable onEnd) {
    super(group, task, name);
    this.source = source;
    this.onEnd = onEnd;
    setDaemon(true); // no app keeps the JVM alive
  }

  @Override
  public LogSource logSource() {
    return source;
  }

  @Override
  public void run() {
    try {
      super.run();
    } finally {
      onEnd.run();
    }
  }

  /**
   * Runs a task for an owner, on this thread. An interrupt that came for it does not outlive it.
   */
  void serve(Object newOwner, Runnable task) {
    owner.set(newOwner);
    try {
      task.run();
    } finally {
      while (!owner.compareAndSet(newOwner, null)) {
        Thread.onSpinWait(); // another thread is just calling interrupt()
      }
      var _ = Thread.interrupted();
    }
  }

  /** Interrupts the thread if it runs for this owner; nobody else is hit. */
  void interruptIf(Object wanted) {
    if (owner.compareAndSet(wanted, BUSY)) {
      interrupt();
      owner.set(wanted);
    }
  }

  /** Whether the thread runs for this owner. */
  boolean isServing(Object wanted) {
    Object now = owner.get();
    return wanted.equals(now) || BUSY.equals(now);
  }
}
