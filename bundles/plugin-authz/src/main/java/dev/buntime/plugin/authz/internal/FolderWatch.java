package dev.buntime.plugin.authz.internal;

import dev.buntime.plugin.authz.internal.store.PolicyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a store look at its folder when files there have changed. It looks once a second, which works
 * on every file system, at times and sizes only.
 */
final class FolderWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderWatch.class);
  private static final long MILLIS = 1000;

  private final Path folder;
  private final PolicyStore<?> store;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("plugin-authz-policies").factory());

  /** As they were when they were last read; used by the one thread. */
  private Map<Path, Stamp> known = Map.of();

  private String problem = "";

  /** What tells that a file has changed. */
  private record Stamp(Instant time, long size, String key) {}

  private FolderWatch(Path folder, PolicyStore<?> store) {
    this.folder = folder;
    this.store = store;
  }

  /** Begins to watch. */
  static FolderWatch of(Path folder, PolicyStore<?> store) {
    FolderWatch watch = new FolderWatch(folder, store);
    var _ = watch.thread.scheduleWithFixedDelay(watch::look, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  private void look() {
    try {
      Map<Path, Stamp> now = stamps();
      if (!now.equals(known)) {
        store.refresh();
        known = now;
      }
      problem = "";
    } catch (IOException | RuntimeException e) {
      String next = String.valueOf(e);
      if (!next.equals(problem)) {
        log.error("the policies in {} cannot be read, what was in force stays", folder, e);
        problem = next;
      }
    }
  }

  private Map<Path, Stamp> stamps() throws IOException {
    Map<Path, Stamp> stamps = new HashMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!file.getFileName().toString().startsWith(".")) {
          try {
            stamps.put(file, stamp(Files.readAttributes(file, BasicFileAttributes.class)));
          } catch (NoSuchFileException e) {
            log.trace("gone while it was looked at", e);
          }
        }
      }
    }
    return stamps;
  }

  private static Stamp stamp(BasicFileAttributes attributes) {
    return new Stamp(
        attributes.lastModifiedTime().toInstant(),
        attributes.size(),
        String.valueOf(attributes.fileKey()));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
