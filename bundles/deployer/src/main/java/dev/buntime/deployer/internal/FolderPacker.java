package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.FolderTree.Item;
import dev.buntime.deployer.internal.FolderTree.Kind;
import dev.buntime.deployer.internal.archives.ArchiveLimits;
import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;

/**
 * Copies what is in a folder into one archive: the same content gives the same bytes.
 *
 * <p>The content's checksum is the SHA-256 of what {@code sha256sum} prints for all files, sorted
 * by the bytes of their paths.
 */
final class FolderPacker {
  /** Any time would do; this one needs no time zone to be written. */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final int BUFFER = 1 << 16;

  private final Path folder;
  private final FolderTree tree;

  FolderPacker(Path folder, FolderTree tree) {
    this.folder = folder;
    this.tree = tree;
  }

  /**
   * Writes the archive: the manifest first, nothing compressed.
   *
   * @return the checksum of the content
   * @throws RefusedException if there is a link or more than is allowed
   * @throws IOException if a file has changed or cannot be read
   */
  String pack(Path to) throws IOException, RefusedException {
    check();
    List<Item> files = tree.items().stream().filter(each -> each.kind() == Kind.FILE).toList();
    String[] sums = new String[files.size()];
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(to))) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      for (boolean manifest : new boolean[] {true, false}) {
        for (int i = 0; i < sums.length; i++) {
          if (files.get(i).path().equals(JarFile.MANIFEST_NAME) == manifest) {
            sums[i] = add(files.get(i), zip);
          }
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new RefusedException(
          "what is in it does not go into an archive, %s. Rename it".formatted(e.getMessage()));
    }
    MessageDigest all = Checksum.sha256();
    for (int i = 0; i < sums.length; i++) {
      all.update((sums[i] + "  " + files.get(i).path() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Checksum.hex(all);
  }

  private void check() throws RefusedException {
    if (tree.isTooLarge()) {
      throw new RefusedException(
          "it has more than %d files and folders. Leave out what the app does not need"
              .formatted(ArchiveLimits.DEFAULTS.entries()));
    }
    for (Item each : tree.items()) {
      if (each.path().split("/", -1).length > ArchiveLimits.DEFAULTS.depth()) {
        throw new RefusedException(
            "%s is in more than %d folders. Move it up"
                .formatted(Quoted.of(each.path()), ArchiveLimits.DEFAULTS.depth() - 1));
      }
      if (each.kind() == Kind.LINK) {
        throw new RefusedException(
            "%s is a symbolic link, which may lead anywhere. Put what it leads to in its place"
                .formatted(Quoted.of(each.path())));
      }
      if (each.kind() == Kind.OTHER) {
        throw new RefusedException(
            "%s is neither a file nor a folder, or its name is no text. Remove it, or rename it"
                .formatted(Quoted.of(each.path())));
      }
    }
  }

  private String add(Item item, ZipOutputStream zip) throws IOException {
    ZipEntry entry = new ZipEntry(item.path());
    entry.setTimeLocal(WRITTEN);
    zip.putNextEntry(entry);
    MessageDigest digest = Checksum.sha256();
    try (InputStream in =
        Files.newInputStream(folder.resolve(item.path()), LinkOption.NOFOLLOW_LINKS)) {
      copy(item, in, new DigestOutputStream(zip, digest));
    }
    return Checksum.hex(digest);
  }

  /** A file that grows does not fill the disk. */
  private static void copy(Item item, InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long left = item.size();
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      left -= count;
      if (left < 0) {
        break;
      }
      out.write(buffer, 0, count);
    }
    if (left != 0) {
      throw new IOException(item.path() + " has changed while it was read");
    }
  }
}
