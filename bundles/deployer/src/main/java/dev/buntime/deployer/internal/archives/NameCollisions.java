package dev.buntime.deployer.internal.archives;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Finds entries whose names are one name to some reader or on some system. For one thread.
 *
 * <p>Case counts everywhere, not just in files that the runner reads: {@code RealArchivesTest}
 * found no jar in use among a thousand that needs two such names. Obfuscated classes may; their
 * tools can be told to mix no case.
 */
final class NameCollisions {
  private final Map<String, Kind> kinds = new HashMap<>(); // by path
  private final Map<String, String> paths = new HashMap<>(); // by folded path

  private enum Kind {
    FILE,
    FOLDER
  }

  /**
   * Takes in an entry and the folders that it is in.
   *
   * @throws RefusedArchiveException if it collides with one before it
   */
  void add(ArchiveEntry entry) throws RefusedArchiveException {
    String path = entry.path();
    Kind kind = entry.isFolder() ? Kind.FOLDER : Kind.FILE;
    while (add(entry, path, kind)) {
      int slash = path.lastIndexOf('/');
      if (slash < 0) {
        return;
      }
      path = path.substring(0, slash);
      kind = Kind.FOLDER;
    }
  }

  /** Returns whether it is new. Folders may be listed more than once, which real tools do. */
  private boolean add(ArchiveEntry entry, String path, Kind kind) throws RefusedArchiveException {
    Kind before = kinds.putIfAbsent(path, kind);
    if (before == Kind.FOLDER && kind == Kind.FOLDER) {
      return false;
    }
    if (before == Kind.FILE && kind == Kind.FILE) {
      throw EntryNames.refused(entry, "is there twice");
    }
    if (before != null) {
      throw EntryNames.refused(entry, "makes %s a file and a folder".formatted(Quoted.of(path)));
    }
    String other = paths.putIfAbsent(fold(path), path);
    if (other != null) {
      throw EntryNames.refused(
          entry,
          "differs from %s only in case or in how accents are written".formatted(Quoted.of(other)));
    }
    return true;
  }

  private static String fold(String path) {
    String composed = Normalizer.normalize(path, Normalizer.Form.NFC);
    return composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
  }
}
