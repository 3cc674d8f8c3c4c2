package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.admin.NotReadyException;
import dev.buntime.plugin.authz.internal.set.PolicySet;
import dev.buntime.plugin.authz.internal.store.PolicyStore;
import dev.buntime.plugin.authz.internal.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies, read on a thread of their own. If they cannot be read there are none, and that is
 * tried again: whoever asks must let nobody pass meanwhile. Once they are read, files that change
 * are noticed within a second, on every file system, by times and sizes. Thread-safe.
 */
final class Policies implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Policies.class);
  private static final long MILLIS = 1000;

  private final Opening opening;
  private final Optional<Path> folder;
  private final CountDownLatch tried = new CountDownLatch(1);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("plugin-authz-policies").factory());

  private volatile @Nullable PolicyStore<PolicySet> store;
  private volatile String problem = "they are being read";

  /** As the files were when they were last read; used by the one thread. */
  private FolderStamps known = FolderStamps.NONE;

  /** Reads the policies. */
  @FunctionalInterface
  interface Opening {
    PolicyStore<PolicySet> open() throws StoreException;
  }

  /**
   * @param opening reads them
   * @param folder to be watched, if there is one
   */
  Policies(Opening opening, Optional<Path> folder) {
    this.opening = opening;
    this.folder = folder;
  }

  /**
   * Begins to read them.
   *
   * @param patience how long to wait until that is done; it goes on after that
   */
  void begin(Duration patience) throws InterruptedException {
    var _ = thread.scheduleWithFixedDelay(this::look, 0, MILLIS, TimeUnit.MILLISECONDS);
    if (!tried.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      log.warn(
          "the policies are not read after {} s; nobody passes until they are",
          patience.toSeconds());
    }
  }

  /** What is in force; empty if there is nothing that could be. */
  Optional<PolicySet> inForce() {
    PolicyStore<PolicySet> current = store;
    return Optional.ofNullable(current)
        .map(PolicyStore::current)
        .filter(PolicyStore.Current::isUsable)
        .map(PolicyStore.Current::compiled);
  }

  /** Why there are none, or not those that the files have; empty if all is well. */
  Optional<String> problem() {
    PolicyStore<PolicySet> current = store;
    Optional<String> own = Optional.of(problem).filter(text -> !text.isEmpty());
    return current == null ? own : current.current().problem().or(() -> own);
  }

  /**
   * Where they are kept.
   *
   * @throws NotReadyException if they are not read
   */
  PolicyStore<PolicySet> store() {
    PolicyStore<PolicySet> current = store;
    if (current == null) {
      throw new NotReadyException("There are no policies yet, so nobody passes: " + problem + ".");
    }
    return current;
  }

  /** An exception would end the watch. */
  private void look() {
    try {
      PolicyStore<PolicySet> current = store;
      if (current == null) {
        store = opening.open();
      } else if (folder.isPresent()) {
        refresh(current, folder.get());
      }
      problem = "";
    } catch (StoreException | RuntimeException e) {
      String next = String.valueOf(e.getMessage());
      if (!next.equals(problem)) {
        problem = next;
        log.error(
            store == null
                ? "the policies cannot be read, so nobody passes"
                : "the files of policies cannot be looked at, what was in force stays",
            e);
      }
    } finally {
      tried.countDown();
    }
  }

  /** What is wrong may be mended without a change of the files: room on the disk, rights. */
  private void refresh(PolicyStore<PolicySet> current, Path files) {
    FolderStamps now = stamps(files);
    if (!now.equals(known) || now.equals(FolderStamps.NONE) || isWrong(current)) {
      current.refresh();
      known = now;
    }
  }

  /** The store says itself that it cannot read them. */
  private static FolderStamps stamps(Path files) {
    try {
      return FolderStamps.of(files);
    } catch (IOException e) {
      log.trace("{} cannot be read", files, e);
      return FolderStamps.NONE;
    }
  }

  private static boolean isWrong(PolicyStore<PolicySet> current) {
    return current.current().problem().isPresent();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
