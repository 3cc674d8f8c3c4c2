package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.FolderTree.Item;
import dev.buntime.deployer.internal.Sighting.Kind;
import dev.buntime.deployer.internal.forms.ArtifactName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds apps in all their layouts.
 *
 * <pre>
 * hello-1.0.0.jar, hello-1.0.0.zip    files
 * hello/1.0.0/…                       a folder that holds nothing but versions
 * hello@1.0.0/…
 * release/deploy.json, release/…      a set of artifacts: files, and folders that are one app each
 * hello/…                             any other folder
 * </pre>
 *
 * Links to folders are followed. For one thread.
 */
final class AppFinder implements ArtifactFinder {
  /** Made by the system at the top of a file system; nobody can read it. */
  private static final String SYSTEM = "lost+found";

  /** What may lie beside versions. */
  private static final List<String> BESIDE =
      List.of(Sighting.SIDECAR, Markers.DEPLOYED, Markers.FAILED);

  /** Takes in a folder that is an artifact, or holds some. */
  @FunctionalInterface
  private interface Folders {
    void add(Path folder, String artifact, Found found);
  }

  @Override
  public Found find(Path folder) throws IOException {
    Found found = new Found();
    ArtifactFinder.each(
        folder,
        (child, name) -> {
          if (name.equals(SYSTEM)) {
            found.others().add(name);
          } else {
            add(child, name, name, found, AppFinder::addFolder);
          }
        });
    return found;
  }

  private static void add(Path child, String name, String artifact, Found found, Folders folders)
      throws IOException {
    if (FolderTree.isMess(name)) {
      found.others().add(artifact);
    } else if (FolderTree.isNoText(child, name)) {
      found.artifacts().put(artifact, new Sighting(Kind.FILE, FileStamp.UNKNOWN, null, null));
    } else if (Files.isDirectory(child)) {
      folders.add(child, artifact, found);
    } else {
      Optional<Sighting> file = Sighting.isArchive(name) ? Sighting.of(child) : Optional.empty();
      file.ifPresentOrElse(
          sighting -> found.artifacts().put(artifact, sighting),
          () -> found.others().add(artifact));
    }
  }

  private static void addFolder(Path child, String name, Found found) {
    Optional<FileStamp> set = setFile(child);
    if (set.isPresent()) {
      addSet(child, name, set.get(), found);
      return;
    }
    List<Path> versions = name.indexOf('@') >= 0 ? List.of() : versions(child);
    if (versions.isEmpty()) {
      addApp(child, name, found);
      return;
    }
    found.folders().put(child, identity(child));
    versions.forEach(each -> addApp(each, name + "/" + each.getFileName(), found));
  }

  private static Optional<FileStamp> setFile(Path folder) {
    try {
      return FileStamp.of(folder.resolve(SetFile.NAME));
    } catch (IOException _) {
      return Optional.empty(); // whoever reads it as an app says why it cannot be read
    }
  }

  private static void addSet(Path folder, String name, FileStamp file, Found found) {
    Found members = new Found();
    try {
      ArtifactFinder.each(
          folder,
          (child, each) ->
              add(child, each, SetFile.artifact(name, each), members, AppFinder::addApp));
    } catch (IOException _) {
      members.artifacts().clear(); // whoever reads it misses them and says so
    }
    members.artifacts().put(name, new Sighting(Kind.SET, file, null, null));
    found.folders().putAll(members.folders());
    found.folders().put(folder, identity(folder));
    SetStamp stamp = SetStamp.of(folder, name, members.artifacts());
    members
        .artifacts()
        .forEach((artifact, seen) ->
            found.artifacts().put(artifact, seen.in(stamp.stamp(), stamp.changed())));
  }

  /** The folders of the versions; none if there is anything else. */
  private static List<Path> versions(Path folder) {
    List<Path> versions = new ArrayList<>();
    List<String> strangers = new ArrayList<>();
    try {
      ArtifactFinder.each(
          folder,
          (child, name) -> {
            if (ArtifactName.version(name).isPresent() && Files.isDirectory(child)) {
              versions.add(child);
            } else if (!FolderTree.isMess(name) && !isBesideVersion(name)) {
              strangers.add(name);
            }
          });
    } catch (IOException _) {
      return List.of(); // whoever reads it as an app says why it cannot be read
    }
    return strangers.isEmpty() ? versions : List.of();
  }

  private static boolean isBesideVersion(String name) {
    return BESIDE.stream()
        .filter(name::endsWith)
        .map(ending -> name.substring(0, name.length() - ending.length()))
        .anyMatch(each -> ArtifactName.version(each).isPresent());
  }

  private static void addApp(Path root, String artifact, Found found) {
    try {
      Optional<FolderTree> tree = FolderTree.look(root);
      if (tree.isPresent()) {
        found.artifacts().put(artifact, Sighting.of(root, tree.get()));
        found.folders().put(root, identity(root));
        folders(tree.get())
            .forEach(each -> found.folders().put(root.resolve(each.path()), each.key()));
      }
    } catch (IOException _) { // whoever reads it says why it cannot be read
      found.artifacts().put(artifact, new Sighting(Kind.FOLDER, FileStamp.UNKNOWN, null, null));
    }
  }

  private static Stream<Item> folders(FolderTree tree) {
    return tree.items().stream().filter(each -> each.kind() == FolderTree.Kind.FOLDER);
  }

  private static String identity(Path folder) {
    try {
      return String.valueOf(Files.getAttribute(folder, "fileKey"));
    } catch (IOException _) { // it went while we looked
      return "";
    }
  }
}
