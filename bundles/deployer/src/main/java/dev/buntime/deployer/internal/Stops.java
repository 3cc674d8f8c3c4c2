package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The app versions that an operator has stopped. They are kept in a file with one {@code
 * <app>@<version>} in each line, so that they stay stopped when the runner is started again.
 * Thread-safe.
 */
final class Stops {
  private static final Logger log = LoggerFactory.getLogger(Stops.class);

  private final Path file;
  private final ReentrantLock writing = new ReentrantLock();
  private volatile Set<AppVersion> stopped; // replaced whole, guarded by writing

  /** Reads the file, which need not be there. */
  Stops(Path file) {
    this.file = file;
    this.stopped = read(file);
  }

  private static Set<AppVersion> read(Path file) {
    Set<AppVersion> found = new HashSet<>();
    try {
      for (String line : Files.readAllLines(file)) {
        add(line, found, file);
      }
    } catch (NoSuchFileException _) {
      log.debug("{} is not there: nothing is stopped", file);
    } catch (IOException e) {
      log.error(
          "{} cannot be read ({}): what was stopped is started; stop it again",
          file,
          Printable.of(e.toString()));
    }
    return Set.copyOf(found);
  }

  private static void add(String line, Set<AppVersion> found, Path file) {
    List<String> parts = List.of(line.split("@", 2));
    try {
      found.add(new AppVersion(parts.getFirst(), SemVer.parse(parts.getLast())));
    } catch (IllegalArgumentException _) {
      log.warn("{}: '{}' is no <app>@<version>; it is left out", file, Printable.of(line));
    }
  }

  /** Whether a version is stopped. */
  boolean contains(AppVersion id) {
    return stopped.contains(id);
  }

  /**
   * Stops a version; when this returns, also after a crash.
   *
   * @throws IOException if the disk does not take it; then it is not stopped
   */
  void add(AppVersion id) throws IOException {
    change(next -> next.add(id));
  }

  /**
   * Lets a version go, if it is stopped.
   *
   * @throws IOException if the disk does not take it; then it stays stopped
   */
  void remove(AppVersion id) throws IOException {
    change(next -> next.remove(id));
  }

  /**
   * @param edit tells whether it has changed anything
   */
  private void change(Predicate<Set<AppVersion>> edit) throws IOException {
    writing.lock();
    try {
      Set<AppVersion> next = new HashSet<>(stopped);
      if (edit.test(next)) {
        write(next);
      }
    } finally {
      writing.unlock();
    }
  }

  private void write(Set<AppVersion> next) throws IOException {
    Files.createDirectories(file.toAbsolutePath().resolveSibling(".").normalize());
    DurableFiles.write(
        file,
        next.stream()
            .map(AppVersion::toString)
            .sorted()
            .collect(Collectors.joining("\n", "", "\n")));
    stopped = Set.copyOf(next);
  }
}
