package dev.buntime.launcher.client;

import dev.buntime.launcher.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes one file of the folder of an app, the same one for the same content. */
final class FolderArchive {
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String WEB = "WEB-INF/web.xml";

  /** The first time that a zip can tell. */
  private static final FileTime TIME = FileTime.fromMillis(315_532_800_000L);

  private final Path folder;

  FolderArchive(Path folder) {
    this.folder = folder;
  }

  /** The file name that the artifact has: its form is told by what is in the folder. */
  String name() {
    Path absolute = folder.toAbsolutePath().normalize();
    String own = String.valueOf(absolute.getFileName());
    String name = own.replaceFirst("@(?=[0-9])", "-");
    Path parent = absolute.getParent();
    if (own.matches("[0-9]+(\\.[0-9]+){0,2}([-+].*)?") && parent != null) {
      name = parent.getFileName() + "-" + own;
    }
    return name + suffix();
  }

  private String suffix() {
    if (Files.exists(folder.resolve(WEB))) {
      return ".war";
    }
    return Files.exists(folder.resolve(MANIFEST)) ? ".jar" : ".zip";
  }

  /**
   * Writes all files of the folder, but for hidden ones in its root.
   *
   * @throws Refusal if there is something else than files and folders, such as a link
   */
  void writeTo(Path archive) throws IOException, Refusal {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files =
          walk.filter(each -> !Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS))
              .filter(each -> !folder.relativize(each).toString().startsWith("."))
              .sorted()
              .toList();
    }
    if (files.isEmpty()) {
      throw new Refusal("The folder " + folder + " has no files, so it is no app.");
    }
    try (OutputStream out = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      if (Files.exists(folder.resolve(MANIFEST))) {
        add(folder.resolve(MANIFEST), zip); // readers of jars look for it at the begin
      }
      for (Path file : files) {
        if (!file.equals(folder.resolve(MANIFEST))) {
          add(file, zip);
        }
      }
    }
  }

  private void add(Path file, ZipOutputStream zip) throws IOException, Refusal {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(file + " is neither a file nor a folder: an app has nothing else.");
    }
    ZipEntry entry =
        new ZipEntry(
            folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/"));
    entry.setLastModifiedTime(TIME);
    zip.putNextEntry(entry);
    Files.copy(file, zip);
    zip.closeEntry();
  }
}
