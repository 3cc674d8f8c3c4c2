package dev.buntime.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes small jars. Not thread-safe. */
public final class TestJar {
  private static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 1, 1, 0, 0);

  private final Manifest manifest = new Manifest();
  private final SequencedMap<String, byte[]> entries = new LinkedHashMap<>();

  private TestJar() {
    header("Manifest-Version", "1.0");
  }

  /** A jar that is no bundle. */
  public static TestJar plain() {
    return new TestJar();
  }

  /** A bundle that needs nothing. */
  public static TestJar bundle(String symbolicName, String version) {
    return new TestJar()
        .header("Bundle-ManifestVersion", "2")
        .header("Bundle-SymbolicName", symbolicName)
        .header("Bundle-Version", version);
  }

  /** With a header in the manifest, instead of the one of that name. */
  public TestJar header(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** With a file of text. */
  public TestJar entry(String name, String text) {
    return entry(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** With a file. */
  public TestJar entry(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  /** With a class of the test and all that are nested in it. */
  public TestJar type(Class<?> type) {
    for (Class<?> each : type.getNestMembers()) {
      entry(fileOf(each), bytesOf(each));
    }
    return this;
  }

  private static String fileOf(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  /** The class file of a class. */
  public static byte[] bytesOf(Class<?> type) {
    String file = fileOf(type);
    ClassLoader loader = type.getClassLoader();
    try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(file), file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The headers of the manifest. */
  public Attributes headers() {
    return manifest.getMainAttributes();
  }

  /** The files apart from the manifest, by name. */
  public SequencedMap<String, byte[]> entries() {
    return Collections.unmodifiableSequencedMap(entries);
  }

  /** The jar: the same bytes for the same content, whenever it is made. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      jar.putNextEntry(entry(JarFile.MANIFEST_NAME));
      manifest.write(jar);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(entry(entry.getKey()));
        jar.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static ZipEntry entry(String name) {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(WRITTEN);
    return entry;
  }

  /** Writes the jar in one step, as a careful copy does. */
  public Path in(Path folder, String name) {
    try {
      Path part = Files.write(folder.resolve("." + name + ".part"), bytes());
      return Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
