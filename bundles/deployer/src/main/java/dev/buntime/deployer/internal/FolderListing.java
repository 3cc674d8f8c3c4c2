package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists the artifacts of a folder, as long as it is the same folder.
 *
 * <p>A folder that cannot be read, or in whose place there is suddenly another one that is empty,
 * was probably unmounted: then there is no listing, which is not the same as an empty one. For one
 * thread.
 */
final class FolderListing {
  private static final Logger log = LoggerFactory.getLogger(FolderListing.class);

  private final String name;
  private final Path folder;
  private final ArtifactFinder finder;
  private Set<String> ignored = Set.of();
  private Map<Path, String> folders = Map.of();
  private @Nullable String identity;
  private boolean lost;

  /**
   * @param name what the folder is called, such as "apps folder"
   * @param finder knows what is an artifact
   */
  FolderListing(String name, Path folder, ArtifactFinder finder) {
    this.name = name;
    this.folder = folder;
    this.finder = finder;
  }

  /** All artifacts sorted by name; empty if there is no telling what the folder holds. */
  Optional<SortedMap<String, Sighting>> read() {
    try {
      String found = identity();
      SortedMap<String, Sighting> artifacts = list();
      if (artifacts.isEmpty() && identity != null && !identity.equals(found)) {
        return lose("another folder is in its place, and that is empty");
      }
      identity = found;
      find();
      return Optional.of(artifacts);
    } catch (IOException e) {
      return lose(e.toString());
    }
  }

  private String identity() throws IOException {
    return String.valueOf(Files.readAttributes(folder, BasicFileAttributes.class).fileKey());
  }

  private SortedMap<String, Sighting> list() throws IOException {
    ArtifactFinder.Found found = finder.find(folder);
    tellIgnored(found.others());
    folders = found.folders();
    return found.artifacts();
  }

  /** Folders in it that artifacts are in or are, with their identities, as they were last seen. */
  Map<Path, String> folders() {
    return folders;
  }

  private void tellIgnored(Set<String> others) {
    if (log.isDebugEnabled()) {
      others.stream()
          .filter(name -> !ignored.contains(name))
          .forEach(name -> log.debug("{} is no artifact: ignored", Printable.of(name)));
    }
    ignored = others;
  }

  private Optional<SortedMap<String, Sighting>> lose(String why) {
    if (!lost) {
      log.warn(
          "{} {} cannot be read: {}. What is deployed stays; bring the folder back,"
              + " or stop the runner to undeploy",
          name,
          folder,
          Printable.of(why));
    }
    lost = true;
    return Optional.empty();
  }

  private void find() {
    if (lost) {
      log.info("{} {} can be read again", name, folder);
    }
    lost = false;
  }
}
