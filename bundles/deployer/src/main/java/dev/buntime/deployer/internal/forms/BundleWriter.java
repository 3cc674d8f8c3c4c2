package dev.buntime.deployer.internal.forms;

import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.osgi.framework.Constants;

/** Writes an archive again with another manifest: the same content gives the same bytes. */
final class BundleWriter {
  /** Any time would do; this one needs no time zone to be written. */
  private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final Pattern SIGNATURE =
      Pattern.compile("META-INF/(SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))", Pattern.CASE_INSENSITIVE);

  private BundleWriter() {}

  /**
   * Writes the manifest, then all other entries in their order, but for signatures, which would not
   * fit the new manifest.
   *
   * @return all warnings, in words
   */
  static List<String> write(Path from, Made made, Path to) throws IOException {
    List<String> signatures = new ArrayList<>();
    try (JarFile zip = new JarFile(from.toFile(), false);
        ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
      out.setLevel(Deflater.BEST_SPEED);
      out.putNextEntry(entry(JarFile.MANIFEST_NAME));
      made.manifest().write(out);
      for (String each : missingFolders(zip, made)) {
        out.putNextEntry(entry(each));
      }
      for (JarEntry each : (Iterable<JarEntry>) zip.stream()::iterator) {
        if (SIGNATURE.matcher(each.getName()).matches()) {
          signatures.add(Quoted.of(each.getName()));
        } else if (!each.getName().equalsIgnoreCase(JarFile.MANIFEST_NAME)) {
          copy(zip, each, out);
        }
      }
    }
    List<String> warnings = new ArrayList<>(made.warnings());
    if (!signatures.isEmpty()) {
      warnings.add(
          "its signature is dropped, as it does not cover the manifest that was made for it: %s"
              .formatted(String.join(", ", signatures)));
    }
    return warnings;
  }

  /**
   * Felix finds a folder of the class path only if the archive has an entry for the folder itself.
   */
  private static List<String> missingFolders(JarFile zip, Made made) {
    String classPath = made.manifest().getMainAttributes().getValue(Constants.BUNDLE_CLASSPATH);
    return classPath == null
        ? List.of()
        : Arrays.stream(classPath.split(","))
            .map(path -> path + "/")
            .filter(folder ->
                zip.getEntry(folder) == null
                    && zip.stream().anyMatch(each -> each.getName().startsWith(folder)))
            .toList();
  }

  private static void copy(JarFile zip, JarEntry from, ZipOutputStream out) throws IOException {
    ZipEntry entry = entry(from.getName());
    if (from.getMethod() == ZipEntry.STORED) { // inner jars; a second compression is for nothing
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(from.getSize());
      entry.setCrc(from.getCrc());
    }
    out.putNextEntry(entry);
    try (InputStream in = zip.getInputStream(from)) {
      var _ = in.transferTo(out);
    }
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(WRITTEN);
    return entry;
  }
}
