package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How changes of a folder and of those in it are noticed: by events of the system, or by looking
 * often where there are none. For one thread, except for {@link #mode}.
 */
final class FolderChanges implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FolderChanges.class);

  /** How often to look if there are no events. */
  static final Duration POLLING = Duration.ofMillis(300);

  /** How often to look all the same, in case that an event was lost. */
  static final Duration SAFETY = Duration.ofSeconds(5);

  private final String name;
  private final Path folder;
  private final Runnable changed;
  private volatile WatchMode mode = WatchMode.AUTO;
  private @Nullable FolderWatch watch;
  private WatchMode.@Nullable Choice told;
  private boolean failed;

  /**
   * @param name of the thread that waits for events
   * @param changed told on any thread when something may have changed
   */
  FolderChanges(String name, Path folder, Runnable changed) {
    this.name = name;
    this.folder = folder;
    this.changed = changed;
  }

  /** Says how changes are to be noticed, from the next {@link #check} on. From any thread. */
  void mode(WatchMode next) {
    mode = next;
  }

  /** Begins or ends to watch, as it fits; a watch ends with its folder. */
  void check() {
    try {
      WatchMode.Choice choice = mode.choose(folder);
      if (choice.mode() == WatchMode.POLLING) {
        close();
      } else {
        watchAgain();
      }
      tell(choice);
      failed = false;
    } catch (NoSuchFileException e) {
      log.debug("{} is not there, so it is not watched", folder, e);
    } catch (IOException e) {
      if (!failed) {
        log.warn(
            "{} cannot be watched ({}): it is looked at every {} ms",
            folder,
            Printable.of(e.toString()),
            POLLING.toMillis());
      }
      failed = true;
    }
  }

  private void watchAgain() throws IOException {
    if (watch == null || !watch.isWatching()) {
      close();
      watch = new FolderWatch(name, folder, changed);
    }
  }

  private void tell(WatchMode.Choice choice) {
    if (!choice.equals(told)) {
      log.info(
          "changes of {} are noticed by {}: {}",
          folder,
          choice.mode() == WatchMode.EVENTS
              ? "events"
              : "a look every " + POLLING.toMillis() + " ms",
          choice.reason());
    }
    told = choice;
  }

  /**
   * Has the folders in it watched, too.
   *
   * @param folders with their identities
   */
  void follow(Map<Path, String> folders) {
    if (watch != null) {
      watch.follow(folders);
    }
  }

  /** When to look again although nothing was noticed. */
  Duration pause() {
    return watch != null && watch.isComplete() ? SAFETY : POLLING;
  }

  @Override
  public void close() {
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
}
