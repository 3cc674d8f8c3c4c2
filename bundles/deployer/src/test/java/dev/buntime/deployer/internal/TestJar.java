package dev.buntime.deployer.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes small jars. */
final class TestJar {
  private final Manifest manifest = new Manifest();
  private final Map<String, String> entries = new LinkedHashMap<>();

  private TestJar() {
    header("Manifest-Version", "1.0");
  }

  /** A jar that is no bundle. */
  static TestJar plain() {
    return new TestJar();
  }

  /** A bundle that needs nothing. */
  static TestJar bundle(String symbolicName, String version) {
    return new TestJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", symbolicName)
        .header("Bundle-Version", version);
  }

  TestJar header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  TestJar entry(String name, String text) {
    entries.put(name, text);
    return this;
  }

  Attributes headers() {
    return manifest.getMainAttributes();
  }

  JarContent content() {
    return new JarContent(
        headers(), Map.copyOf(entries).keySet(), entries.get(JarContent.WORKER_FILE));
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the jar in one step, as a careful copy does. */
  Path in(Path folder, String name) {
    try {
      Path part = Files.write(folder.resolve("." + name + ".part"), bytes());
      return Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
