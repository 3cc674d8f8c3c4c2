package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.archives.ArchiveCheck;
import dev.buntime.deployer.internal.web.WebContent;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * What the deployer has to know of a jar that was read to its end.
 *
 * @param headers main section of the manifest, empty if there is none
 * @param entries names of all files
 * @param workerFile text of {@code worker.jsonc}, null if there is none
 * @param web what it has of a web application, null if it is none
 */
record JarContent(
    Attributes headers,
    Set<String> entries,
    @Nullable String workerFile,
    @Nullable WebContent web) {
  /** The name of the file with settings, in the root of a jar. */
  static final String WORKER_FILE = "worker.jsonc";

  /**
   * Reads a jar that passed the {@link ArchiveCheck}.
   *
   * @throws ZipException if it is not a complete jar; the message says why
   * @throws IOException if the disk fails
   * @throws RefusedException if it is complete, but its manifest is not one
   */
  static JarContent read(Path file) throws IOException, RefusedException {
    try (JarFile jar = new JarFile(file.toFile(), false)) {
      Set<String> entries = new HashSet<>();
      for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
        entries.add(entry.getName());
      }
      WebContent web = WebContent.read(entries, name -> jar.getInputStream(jar.getEntry(name)));
      return new JarContent(headers(jar), Set.copyOf(entries), workerFile(jar), web);
    } catch (EOFException | IllegalArgumentException e) {
      throw (ZipException) new ZipException("it ends too early: " + e.getMessage()).initCause(e);
    }
  }

  private static Attributes headers(JarFile jar) throws IOException, RefusedException {
    JarEntry entry = jar.getJarEntry(JarFile.MANIFEST_NAME);
    if (entry == null) {
      return new Attributes();
    }
    byte[] bytes = bytes(jar, entry);
    try {
      return new Manifest(new ByteArrayInputStream(bytes)).getMainAttributes();
    } catch (IOException e) {
      throw new RefusedException(
          JarFile.MANIFEST_NAME + " is malformed: " + e.getMessage() + ". Build the jar again");
    }
  }

  private static @Nullable String workerFile(JarFile jar) throws IOException {
    JarEntry entry = jar.getJarEntry(WORKER_FILE);
    return entry == null ? null : new String(bytes(jar, entry), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream in = jar.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }
}
