package dev.buntime.deployer.internal;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * Tells when something in a folder may have changed; does no work itself.
 *
 * <p>Its thread sleeps in the operating system until there is an event, and ends with the folder.
 */
final class FolderWatch implements AutoCloseable {
  private final WatchService service;
  private final Runnable changed;
  private final Thread thread;

  /**
   * Starts to watch.
   *
   * @param name of its thread
   * @param changed told on the watch's own thread; returns at once
   * @throws IOException if the folder is not there or the system has no watches left
   */
  FolderWatch(String name, Path folder, Runnable changed) throws IOException {
    this.changed = changed;
    service = folder.getFileSystem().newWatchService();
    try {
      var _ = folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    } catch (IOException e) {
      service.close();
      throw e;
    }
    thread = Thread.ofPlatform().daemon().name(name).start(this::watch);
  }

  /** Whether events can still come; false after the folder has gone. */
  boolean isWatching() {
    return thread.isAlive();
  }

  private void watch() {
    try {
      boolean there = true;
      while (there) {
        WatchKey key = service.take();
        var _ = key.pollEvents();
        there = key.reset();
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
