package dev.buntime.repositories.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.resource.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jars in a folder, not those in folders in it. Each is looked into once, and again when it has
 * changed.
 */
final class FolderRepository implements Repository {
  private static final Logger log = LoggerFactory.getLogger(FolderRepository.class);

  private final Path folder;
  private final Map<Path, Seen> seen = new ConcurrentHashMap<>();

  /**
   * A file that was looked into.
   *
   * @param resource what is in it, null if it is no bundle for apps
   */
  private record Seen(long size, FileTime time, @Nullable Object key, @Nullable Resource resource) {
    boolean isOf(BasicFileAttributes now) {
      return size == now.size()
          && time.equals(now.lastModifiedTime())
          && (key == null || key.equals(now.fileKey()));
    }
  }

  FolderRepository(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "folder " + Printable.of(folder.toString());
  }

  @Override
  public Stock stock(Deadline deadline) throws UnavailableException {
    List<Offer> offers = new ArrayList<>();
    Set<Path> there = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path file : files) {
        there.add(file);
        Resource resource = look(file);
        if (resource != null) {
          offers.add(new Offer(resource, file.toString(), _ -> fetch(file)));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new UnavailableException("the folder cannot be read: " + e, e);
    }
    seen.keySet().retainAll(there);
    return new Stock(offers, List.of());
  }

  private @Nullable Resource look(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      Seen before = seen.get(file);
      if (before == null || !before.isOf(now)) {
        before = new Seen(now.size(), now.lastModifiedTime(), now.fileKey(), read(file, now));
        seen.put(file, before);
      }
      return before.resource();
    } catch (IOException e) {
      log.debug("{} is gone or cannot be read", file, e);
      return null;
    }
  }

  private static @Nullable Resource read(Path file, BasicFileAttributes now) {
    if (!now.isRegularFile()) {
      return null;
    }
    try {
      return BundleManifests.read(file);
    } catch (UnavailableException e) {
      log.debug("{} is not offered to apps: {}", file, e.reason());
      return null;
    }
  }

  /** Whoever installs it copies it first, and sees by the checksum whether it is still the same. */
  private static StoredBundles.Stored fetch(Path file) throws UnavailableException {
    try {
      return new StoredBundles.Stored(file, StoredBundles.sha256(file));
    } catch (IOException e) {
      throw new UnavailableException("it cannot be read: " + e, e);
    }
  }
}
