package dev.buntime.deployer.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which everything in a folder is deployed. It scans within 20 ms when something
 * is noticed, every 100 ms while an artifact is not settled, and else as often as it takes to
 * notice, see {@link FolderChanges}.
 */
final class DeployerThread implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeployerThread.class);
  private static final Duration GATHER = Duration.ofMillis(20);
  private static final Duration RESTLESS = Duration.ofMillis(100);
  private static final Duration LAST_WORK = Duration.ofSeconds(10);

  private final String name;
  private final Path folder;
  private final ScannedFolder artifacts;
  private final InstantSource clock;
  private final Runnable firstScanDone;
  private final FolderChanges changes;
  private final ScheduledThreadPoolExecutor thread;

  // Only on the thread.
  private @Nullable Future<?> next;
  private boolean begun;
  private Instant nextSafety = Instant.MIN;
  private boolean firstScanTold;

  private final AtomicBoolean scanRequested = new AtomicBoolean();
  private volatile boolean platformChanged;
  private volatile boolean modeChanged;

  /**
   * Starts.
   *
   * @param name of the thread
   * @param mode how changes are noticed
   * @param clock one that only goes forward
   * @param firstScanDone told once, on the thread, when the first scan is complete
   */
  DeployerThread(
      String name,
      Path folder,
      ScannedFolder artifacts,
      WatchMode mode,
      InstantSource clock,
      Runnable firstScanDone) {
    this.name = name;
    this.folder = folder;
    this.artifacts = artifacts;
    this.clock = clock;
    this.firstScanDone = firstScanDone;
    changes = new FolderChanges(name + "-watch", folder, this::watchFired);
    changes.mode(mode);
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name(name).factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    thread.setRemoveOnCancelPolicy(true);
    thread.execute(this::scan);
  }

  /** Says that the runner's own bundles have changed. From any thread. */
  void platformChanged() {
    platformChanged = true;
  }

  /** Says how changes are to be noticed, from the next scan on. From any thread. */
  void watch(WatchMode mode) {
    changes.mode(mode);
    modeChanged = true;
  }

  /** A copy fires many events; those of a moment cause one scan. */
  private void watchFired() {
    if (!scanRequested.getAndSet(true)) {
      var _ = thread.schedule(this::scan, GATHER.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Has a scan begin as soon as the thread is free. From any thread. */
  void scanNow() {
    thread.execute(this::scan);
  }

  /** Has a task run on the thread; not any more after {@link #close}. From any thread. */
  void execute(Runnable task) {
    thread.execute(task);
  }

  private void scan() {
    scanRequested.set(false);
    if (next != null) {
      next.cancel(false);
    }
    try {
      Instant now = clock.instant();
      if (!begun) {
        begun = true;
        artifacts.begin(this::scanNow);
      }
      if (modeChanged) {
        modeChanged = false;
        changes.check();
      }
      if (!now.isBefore(nextSafety)) {
        nextSafety = now.plus(FolderChanges.SAFETY);
        prepareSafetyScan();
      }
      artifacts.scan(now);
      changes.follow(artifacts.folders());
      tellFirstScan();
    } catch (Throwable e) { // the root of this thread, which must go on; the heap may be full
      log.error("a scan of {} failed; the next one tries again", folder, e);
    } finally {
      Duration pause = artifacts.isRestless() ? RESTLESS : changes.pause();
      next = thread.schedule(this::scan, pause.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void prepareSafetyScan() {
    changes.check();
    artifacts.tidy();
    artifacts.retry(Retry.SOON);
    if (platformChanged) {
      platformChanged = false;
      artifacts.retry(Retry.ON_PLATFORM_CHANGE);
    }
  }

  private void tellFirstScan() {
    if (!firstScanTold && artifacts.isFirstScanDone()) {
      firstScanTold = true;
      firstScanDone.run();
    }
  }

  /** Stops after the artifact that is being worked on, at most 10 s later. */
  @Override
  public void close() {
    artifacts.abort();
    thread.execute(artifacts::close);
    thread.execute(changes::close);
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LAST_WORK.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn(
            "{} is still at work on an artifact; the runner stops without waiting for it", name);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
