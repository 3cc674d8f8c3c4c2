package dev.buntime.launcher.client;

import dev.buntime.launcher.Refusal;
import dev.buntime.versions.SemVer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes one file of the folder of an app, the same one for the same content. It has what the runner
 * would take if the folder lay in its apps folder.
 */
final class FolderArchive {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String WEB = "WEB-INF/web.xml";

  /** What desktops leave behind, which is no part of an app. */
  private static final Set<String> MESS = Set.of("Thumbs.db", "desktop.ini", "__MACOSX");

  /** The first time that a zip can tell. */
  private static final FileTime TIME = FileTime.fromMillis(315_532_800_000L);

  private final Path folder;

  FolderArchive(Path folder) {
    this.folder = folder;
  }

  /**
   * The file name that the artifact has: its form is told by what is in the folder. {@code
   * shop@1.0.0} and {@code shop/1.0.0} become {@code shop-1.0.0}; other names stay.
   *
   * @throws Refusal if the folder is the root of the file system
   */
  String name() throws Refusal {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new Refusal(
          "The folder " + absolute + " has no name: deploy one that is called like its app.");
    }
    String own = String.valueOf(absolute.getFileName());
    int at = own.indexOf('@');
    if (at > 0 && isVersion(own.substring(at + 1))) {
      return own.substring(0, at) + "-" + own.substring(at + 1) + suffix();
    }
    if (isVersion(own) && parent.getFileName() != null) {
      return parent.getFileName() + "-" + own + suffix();
    }
    return own + suffix();
  }

  /** Whether a text is a semantic version from its begin to its end, as in the apps folder. */
  private static boolean isVersion(String text) {
    if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) > '9') {
      return false;
    }
    try {
      var _ = SemVer.parse(text);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private String suffix() {
    if (Files.exists(folder.resolve(WEB))) {
      return ".war";
    }
    return Files.exists(folder.resolve(MANIFEST)) ? ".jar" : ".zip";
  }

  /**
   * Writes all files of the folder, but for those that are hidden or left behind by a desktop, and
   * all in such folders. A link to the folder itself is followed.
   *
   * @throws Refusal if there is something else than files and folders, such as a link
   */
  void writeTo(Path archive) throws IOException, Refusal {
    Path root = folder.toRealPath();
    List<Path> files = files(root);
    if (files.isEmpty()) {
      throw new Refusal(
          "The folder " + Table.clean(folder.toString()) + " has no files, so it is no app.");
    }
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      Path manifest = root.resolve(MANIFEST);
      if (files.remove(manifest)) {
        files.addFirst(manifest); // readers of jars look for it at the begin
      }
      for (Path file : files) {
        add(file, name(root, file), zip);
      }
    }
  }

  private static List<Path> files(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return isMess(root, each) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
            if (!isMess(root, each)) {
              files.add(each);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  private static boolean isMess(Path root, Path each) {
    String name = String.valueOf(each.getFileName());
    return !each.equals(root) && (name.startsWith(".") || MESS.contains(name));
  }

  private static String name(Path root, Path file) {
    return root.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  private void add(Path file, String name, ZipOutputStream zip) throws IOException, Refusal {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(
          Table.clean(folder.resolve(name).toString())
              + " is neither a file nor a folder: an app has nothing else.");
    }
    ZipEntry entry = new ZipEntry(name);
    entry.setLastModifiedTime(TIME);
    zip.putNextEntry(entry);
    Files.copy(file, zip);
    zip.closeEntry();
  }
}
