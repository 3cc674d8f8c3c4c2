package dev.buntime.worker.internal;

import dev.buntime.runtime.InvocationException;
import dev.buntime.worker.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request in a worker: it waits at the door, runs, and is over when its exchange has ended and
 * no thread works for it any more.
 *
 * <p>A request that was answered by the runner, because it took too long, keeps its place as long
 * as the code of the app is busy with it.
 */
final class Place extends Admission.Waiter implements Lease, Executor {
  /** The bit of {@link #use} that says that the exchange has ended. */
  private static final int ENDED = Integer.MIN_VALUE;

  /** What became of a place that waited at the door. */
  enum Turn {
    /** It may run. */
    ADMITTED,
    /** The worker takes no more requests: ask for another one. */
    EXPELLED
  }

  private final Worker worker;
  private final long entered;
  private final AtomicInteger use = new AtomicInteger();
  private final AtomicBoolean released = new AtomicBoolean();
  private final CompletableFuture<Turn> turn = new CompletableFuture<>();
  private volatile long progress;
  private volatile boolean begun;
  private volatile @Nullable Consumer<Recall> listener;
  private volatile @Nullable Recall recalled;

  private boolean late; // the timer's
  private volatile boolean stuck;

  /**
   * @param entered value of the ticker when the request came
   */
  Place(Worker worker, long entered) {
    this.worker = worker;
    this.entered = entered;
    this.progress = entered;
  }

  /** Completes when the place may be used, or is not to be had. */
  CompletableFuture<Turn> turn() {
    return turn;
  }

  @Override
  void admit() {
    turn.complete(Turn.ADMITTED);
  }

  @Override
  void expel() {
    if (turn.complete(Turn.EXPELLED)) {
      worker.forget(this);
    }
  }

  /** It waits at the door no longer. */
  void refuse(InvocationException reason) {
    turn.completeExceptionally(reason);
  }

  /** Whether it is in; if not, it waits at the door, or comes or goes at this moment. */
  boolean isIn() {
    return turn.isDone();
  }

  @Override
  public Executor executor() {
    return this;
  }

  @Override
  public Executor signals() {
    return task -> execute(task, worker.threads()::signal);
  }

  @Override
  public void execute(Runnable task) {
    execute(task, worker.threads()::execute);
  }

  private void execute(Runnable task, BiConsumer<Object, Runnable> threads) {
    use.incrementAndGet();
    try {
      threads.accept(this, () -> run(task));
    } catch (RejectedExecutionException e) {
      unuse();
      throw e;
    }
  }

  private void run(Runnable task) {
    progress = worker.nanos();
    try {
      task.run();
    } catch (OutOfMemoryError e) {
      worker.failed(e);
      throw e;
    } finally {
      unuse();
    }
  }

  @Override
  public boolean ownsCurrentThread() {
    return worker.threads().ownsCurrentThread();
  }

  @Override
  public ClassLoader classLoader() {
    return worker.threads().classLoader();
  }

  @Override
  public String contextPath() {
    return worker.contextPath();
  }

  @Override
  public long maxBodySize() {
    return worker.app().settings().maxBodySize();
  }

  @Override
  public void onRecall(Consumer<Recall> recall) {
    listener = recall;
    Recall missed = recalled;
    if (missed != null) {
      recall.accept(missed);
    }
  }

  @Override
  public void progressed() {
    progress = worker.nanos();
    begun = true;
  }

  @Override
  public void failed(Throwable failure) {
    worker.failed(failure);
  }

  @Override
  public void close() {
    if ((use.getAndUpdate(now -> now | ENDED) & ~ENDED) == 0) {
      release();
    }
  }

  private void unuse() {
    if (use.decrementAndGet() == ENDED) {
      release();
    }
  }

  /** A task that comes after the end finds the place released already. */
  private void release() {
    if (released.compareAndSet(false, true)) {
      worker.left(this);
    }
  }

  /** Marks it as one whose thread has not heeded its interrupt. */
  void stuck() {
    stuck = true;
  }

  /** Whether a thread is still stuck in it. */
  boolean isStuck() {
    return stuck && isUsed();
  }

  /** Whether a thread works, or is going to work, for the request. */
  boolean isUsed() {
    return (use.get() & ~ENDED) > 0;
  }

  /** Tells the exchange that the worker wants the place back. */
  void recall(Recall why) {
    recalled = why;
    Consumer<Recall> known = listener;
    if (known != null) {
      known.accept(why);
    }
  }

  /**
   * Whether the request has had its time. Until its answer has begun it counts from its coming;
   * afterwards only the time that code of the app runs for it without the answer going on.
   */
  boolean isLate(long now, long limit) {
    return begun ? isUsed() && now - progress > limit : now - entered > limit;
  }

  /** Marks it late. Of the timer's thread. */
  void late() {
    late = true;
  }

  /** Whether it was found late. Of the timer's thread. */
  boolean wasLate() {
    return late;
  }
}
