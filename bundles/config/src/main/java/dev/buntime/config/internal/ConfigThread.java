package dev.buntime.config.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which settings change. It looks at the file when its folder's watch has
 * something to tell, again while the file is not settled, and else every 5 s, in case that an event
 * was lost or the file is a link to another folder.
 */
final class ConfigThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConfigThread.class);
  private static final Duration SAFETY = Duration.ofSeconds(5);
  private static final Duration LAST_WORK = Duration.ofSeconds(5);

  private final Path folder;
  private final FileFollower follower;
  private final InstantSource clock;
  private final ScheduledThreadPoolExecutor executor;
  private volatile @Nullable Thread thread;

  // Only on the thread.
  private @Nullable FolderWatch watch;
  private boolean watchWarned;
  private @Nullable Future<?> next;

  /** What is done on the thread. */
  @FunctionalInterface
  interface Task {
    /** Does it. */
    void run() throws IOException;
  }

  /**
   * Starts.
   *
   * @param folder of the file
   * @param clock one that only goes forward
   */
  ConfigThread(Path folder, FileFollower follower, InstantSource clock) {
    this.folder = folder;
    this.follower = follower;
    this.clock = clock;
    executor = new ScheduledThreadPoolExecutor(1, this::thread);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    executor.execute(this::look);
  }

  /** Starts to follow a file whose content has been taken once. */
  static ConfigThread follow(Path file, Content first, FileFollower.Taker taker) {
    Path folder =
        Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
    FileFollower follower = new FileFollower(() -> Content.of(file), first, taker);
    long begin = System.nanoTime();
    return new ConfigThread(
        folder, follower, () -> Instant.EPOCH.plusNanos(System.nanoTime() - begin));
  }

  private Thread thread(Runnable work) {
    Thread made = Thread.ofPlatform().daemon().name("config").unstarted(work);
    thread = made;
    return made;
  }

  /** Whether this is the thread that the caller is on. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Does a task on the thread, and waits until it is done, up to 5 s. */
  void perform(Task task) {
    Callable<@Nullable Void> call =
        () -> {
          task.run();
          return null;
        };
    try {
      var _ = executor.submit(call).get(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it is done all the same
    } catch (TimeoutException _) {
      log.warn("a change of the configuration takes longer than {} s", LAST_WORK.toSeconds());
    } catch (RejectedExecutionException _) {
      log.debug("the runner stops: a change of the configuration is not looked at");
    } catch (ExecutionException e) {
      log.error("a change of the configuration cannot be taken", e.getCause());
    }
  }

  private void fired() {
    try {
      executor.execute(this::look);
    } catch (RejectedExecutionException _) {
      log.debug("the runner stops: {} is not looked at any more", folder);
    }
  }

  private void look() {
    if (next != null) {
      next.cancel(false);
    }
    Duration pause = SAFETY;
    try {
      watchAgain();
      pause = follower.look(clock.instant()).orElse(SAFETY);
    } catch (Throwable e) { // the root of this thread, which must go on; the heap may be full
      log.error("a look at the settings in {} failed; the next one tries again", folder, e);
    } finally {
      next = executor.schedule(this::look, pause.toMillis() + 1, TimeUnit.MILLISECONDS);
    }
  }

  /** A watch ends with its folder; a new one begins when the folder is back. */
  private void watchAgain() {
    if (watch != null && watch.isWatching()) {
      return;
    }
    closeWatch();
    try {
      watch = new FolderWatch(folder, this::fired);
      watchWarned = false;
    } catch (IOException e) {
      if (!watchWarned) {
        log.warn(
            "{} cannot be watched ({}): changes are noticed within {} s",
            folder,
            e.toString(),
            SAFETY.toSeconds());
      }
      watchWarned = true;
    }
  }

  private void closeWatch() {
    FolderWatch old = watch;
    watch = null;
    try {
      if (old != null) {
        old.close();
      }
    } catch (IOException e) {
      log.debug("the watch of {} is lost", folder, e);
    }
  }

  /** Stops after what is being done. */
  @Override
  public void close() {
    executor.execute(this::closeWatch);
    executor.shutdown();
    try {
      if (!executor.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("a change of the configuration is still being made; nobody waits for it");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
