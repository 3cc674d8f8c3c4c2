package dev.buntime.deployer.internal;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when something in a folder, or in those in it that are followed, may have changed; does no
 * work itself.
 *
 * <p>Its thread sleeps in the operating system until there is an event, and ends with the folder.
 * All else is for one thread.
 */
final class FolderWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);

  /** Of the watches that a system has, all programs of a user live. */
  static final int MAX_FOLLOWED = 4000;

  private final Path folder;
  private final WatchService service;
  private final WatchKey root;
  private final Runnable changed;
  private final Thread thread;
  private final Map<Path, Followed> followed = new HashMap<>();
  private boolean complete = true;

  private record Followed(String identity, WatchKey key) {}

  /**
   * Starts to watch.
   *
   * @param name of its thread
   * @param changed told on the watch's own thread; returns at once
   * @throws IOException if the folder is not there or the system has no watches left
   */
  FolderWatch(String name, Path folder, Runnable changed) throws IOException {
    this.folder = folder;
    this.changed = changed;
    service = folder.getFileSystem().newWatchService();
    try {
      root = register(folder);
    } catch (IOException e) {
      service.close();
      throw e;
    }
    thread = Thread.ofPlatform().daemon().name(name).start(this::watch);
  }

  private WatchKey register(Path each) throws IOException {
    return each.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
  }

  /** Whether events can still come; false after the folder has gone. */
  boolean isWatching() {
    return thread.isAlive();
  }

  /** Whether all folders that are to be followed are. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Watches these folders, too, and no others. What happened in a new one before is not told.
   *
   * @param folders with identities that another folder in the place of one does not have
   */
  void follow(Map<Path, String> folders) {
    for (Iterator<Map.Entry<Path, Followed>> all = followed.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Path, Followed> each = all.next();
      if (!each.getValue().identity().equals(folders.get(each.getKey()))) {
        each.getValue().key().cancel();
        all.remove();
      }
    }
    boolean all = true;
    for (Map.Entry<Path, String> each : folders.entrySet()) {
      all &= followed.containsKey(each.getKey()) || add(each.getKey(), each.getValue());
    }
    complete = all;
  }

  private boolean add(Path each, String identity) {
    if (followed.size() >= MAX_FOLLOWED) {
      warn("it has more than %d folders".formatted(MAX_FOLLOWED));
      return false;
    }
    try {
      followed.put(each, new Followed(identity, register(each)));
      return true;
    } catch (IOException e) {
      warn(e.toString());
      return false;
    }
  }

  private void warn(String why) {
    if (complete) {
      log.warn(
          "not all folders in {} can be watched ({}): it is looked at every {} ms",
          folder,
          Printable.of(why),
          FolderChanges.POLLING.toMillis());
    }
    complete = false;
  }

  private void watch() {
    try {
      while (root.isValid()) {
        WatchKey key = service.take();
        var _ = key.pollEvents();
        var _ = key.reset();
        changed.run();
      }
    } catch (ClosedWatchServiceException _) {
      // Closed: there is nobody left to tell.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
