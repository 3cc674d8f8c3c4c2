package dev.buntime.deployer.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds the artifacts of a folder. */
@FunctionalInterface
interface ArtifactFinder {

  /**
   * What one look shows.
   *
   * @param artifacts by their paths in the folder, with {@code /}
   * @param others what is no artifact, by path
   * @param folders that artifacts are in or are, apart from the folder itself, with an identity
   *     that another folder in the place of one does not have
   */
  record Found(
      SortedMap<String, Sighting> artifacts, Set<String> others, Map<Path, String> folders) {
    /** Nothing, to be filled. */
    Found() {
      this(new TreeMap<>(), new TreeSet<>(), new TreeMap<>());
    }
  }

  /** Something in a folder that is looked at. */
  @FunctionalInterface
  interface Visitor {
    /** Takes in a child and its name. */
    void visit(Path child, String name) throws IOException;
  }

  /**
   * Looks at a folder.
   *
   * @throws IOException if it cannot be read
   */
  Found find(Path folder) throws IOException;

  /** Jars and nothing else. */
  static Found jars(Path folder) throws IOException {
    Found found = new Found();
    each(
        folder,
        (child, name) -> {
          Optional<Sighting> jar =
              Sighting.isJar(name) && Files.isRegularFile(child)
                  ? Sighting.of(child)
                  : Optional.empty();
          jar.ifPresentOrElse(
              sighting -> found.artifacts().put(name, sighting), () -> found.others().add(name));
        });
    return found;
  }

  /** Visits all that is in a folder, in no order. */
  static void each(Path folder, Visitor visitor) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        visitor.visit(child, String.valueOf(child.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
