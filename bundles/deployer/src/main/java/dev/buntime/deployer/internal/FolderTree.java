package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.ArchiveLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All that is in a folder, as one look shows it. Links in it are not followed.
 *
 * <p>What begins with a dot and what desktops leave behind is no part of it. A folder beyond the
 * limits of archives is not looked at to its end. Immutable.
 */
final class FolderTree {
  private static final ArchiveLimits LIMITS = ArchiveLimits.DEFAULTS;
  private static final char NO_TEXT = '\uFFFD'; // replacement character
  private static final Set<String> MESS = Set.of("Thumbs.db", "desktop.ini", "__MACOSX");

  /** Names that browsers, scp clients and rsync give to what they have not finished. */
  private static final Pattern UNFINISHED =
      Pattern.compile(".+\\.(part|filepart|crdownload)|\\..+\\.(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}");

  private static final Comparator<Item> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.path().getBytes(StandardCharsets.UTF_8),
              other.path().getBytes(StandardCharsets.UTF_8));

  private final List<Item> items = new ArrayList<>();
  private final String rootKey;
  private final FileTime modified;
  private final boolean unix;
  private Optional<String> unfinished = Optional.empty();

  /** What something in a folder is. */
  enum Kind {
    FILE,
    FOLDER,
    LINK,
    /** A pipe, a socket, a device. */
    OTHER
  }

  /**
   * Something in a folder.
   *
   * @param path in it, with {@code /}
   * @param size in bytes, 0 unless it is a file
   * @param modified when its content was changed last, by a time that anybody can set
   * @param changed when it was changed last, by a time that nobody can set; {@code modified} where
   *     there is none
   * @param key device and inode; "null" where there is none
   */
  record Item(String path, Kind kind, long size, FileTime modified, FileTime changed, String key) {
    private static Item of(Path file, String path, boolean unix) throws IOException {
      BasicFileAttributes found =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      FileTime modified = found.lastModifiedTime();
      FileTime changed =
          unix
                  && Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                      instanceof FileTime time
              ? time
              : modified;
      return new Item(
          path,
          kind(found),
          found.isRegularFile() ? found.size() : 0,
          modified,
          changed,
          String.valueOf(found.fileKey()));
    }

    private static Kind kind(BasicFileAttributes found) {
      if (found.isRegularFile()) {
        return Kind.FILE;
      }
      if (found.isDirectory()) {
        return Kind.FOLDER;
      }
      return found.isSymbolicLink() ? Kind.LINK : Kind.OTHER;
    }
  }

  private FolderTree(BasicFileAttributes root, boolean unix) {
    this.rootKey = String.valueOf(root.fileKey());
    this.modified = root.lastModifiedTime();
    this.unix = unix;
  }

  /**
   * Looks at a folder; a link to it is followed.
   *
   * @return empty if it is not there
   * @throws IOException if it cannot be read
   */
  static Optional<FolderTree> look(Path root) throws IOException {
    try {
      FolderTree tree =
          new FolderTree(Files.readAttributes(root, BasicFileAttributes.class), isUnix(root));
      tree.add(root, "", 1);
      tree.items.sort(BY_BYTES);
      return Optional.of(tree);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Optional.empty();
    }
  }

  private static boolean isUnix(Path root) {
    return root.getFileSystem().supportedFileAttributeViews().contains("unix");
  }

  private void add(Path folder, String prefix, int depth) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (isTooLarge()) {
          return;
        }
        add(child, prefix + child.getFileName(), String.valueOf(child.getFileName()), depth);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private void add(Path child, String path, String name, int depth) throws IOException {
    if (UNFINISHED.matcher(name).matches()) {
      unfinished = Optional.of(path);
    }
    if (isMess(name)) {
      return;
    }
    if (isNoText(child, name)) {
      items.add(new Item(path, Kind.OTHER, 0, modified, modified, ""));
      return;
    }
    try {
      Item item = Item.of(child, path, unix);
      items.add(item);
      if (item.kind() == Kind.FOLDER && depth <= LIMITS.depth()) {
        add(child, path + "/", depth + 1);
      }
    } catch (NoSuchFileException | NotDirectoryException _) {
      // It went while we looked, which the next look shows.
    }
  }

  /**
   * Whether a name has bytes that are no text in the encoding of the system: Java shows them as a
   * character by which the file is not found again.
   */
  static boolean isNoText(Path file, String name) {
    return name.indexOf(NO_TEXT) >= 0 && !Files.exists(file.resolveSibling(name));
  }

  /** Whether something of this name is no part of an artifact. */
  static boolean isMess(String name) {
    return name.startsWith(".") || MESS.contains(name);
  }

  /** All that is in it, sorted by the bytes of the paths. */
  List<Item> items() {
    return List.copyOf(items);
  }

  /** Whether there is more in it than was looked at. */
  boolean isTooLarge() {
    return items.size() > LIMITS.entries();
  }

  /** The path of a file that by its name is not written to its end yet. */
  Optional<String> unfinished() {
    return unfinished;
  }

  /**
   * When something in it was changed last, by times that nobody can set; for what came to it or
   * went from it its own time. That it was renamed is no such change. Empty if it is unknown.
   */
  Optional<Instant> changed() {
    return unix
        ? Stream.concat(Stream.of(modified), items.stream().map(Item::changed))
            .max(Comparator.naturalOrder())
            .map(FileTime::toInstant)
        : Optional.empty();
  }

  /** Equal stamps mean: nobody touched anything in it. The size is that of all files together. */
  FileStamp stamp() {
    MessageDigest digest = Checksum.sha256();
    long size = 0;
    FileTime newest = modified;
    digest.update((rootKey + unfinished).getBytes(StandardCharsets.UTF_8));
    for (Item each : items) {
      digest.update(each.toString().getBytes(StandardCharsets.UTF_8));
      size += each.size();
      newest = each.modified().compareTo(newest) > 0 ? each.modified() : newest;
    }
    return new FileStamp(size, newest, HexFormat.of().formatHex(digest.digest()));
  }
}
