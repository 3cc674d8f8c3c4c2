package dev.buntime.itests;

import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.hostile.app.CrashingActivator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Builds small bundles from classes of the tests. */
public final class TestBundle {
  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  public TestBundle(String symbolicName, String version) {
    header("Manifest-Version", "1.0");
    header("Bundle-ManifestVersion", "2");
    header("Bundle-SymbolicName", symbolicName);
    header("Bundle-Version", version);
    header(
        "Import-Package",
        "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,"
            + "org.osgi.service.servlet.context,org.osgi.service.servlet.whiteboard");
  }

  public TestBundle header(String name, String value) {
    manifest.getMainAttributes().put(new Attributes.Name(name), value);
    return this;
  }

  public TestBundle file(String path, String content) {
    entries.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  public TestBundle type(Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
      entries.put(path, in.readAllBytes());
    }
    return this;
  }

  /** The anonymous and nested classes of a class. */
  public TestBundle nestedTypes(Class<?> type) throws IOException {
    Path folder = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    String prefix = type.getName().replace('.', '/');
    Path parent = folder.resolve(prefix).getParent();
    try (var files = Files.newDirectoryStream(parent, type.getSimpleName() + "$*.class")) {
      for (Path file : files) {
        entries.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return this;
  }

  /** A bundle whose entry point is a servlet class. */
  public static TestBundle ofServlet(String name, String version, Class<?> servlet)
      throws IOException {
    return new TestBundle(name, version)
        .type(servlet)
        .file("worker.jsonc", "{ \"entrypoint\": \"" + servlet.getName() + "\" }");
  }

  /**
   * One generation of an app that is replaced.
   *
   * @param description by which the app tells it from the others
   * @param settings more keys of {@code worker.jsonc}, each with a comma before it
   */
  public static TestBundle generation(
      String name, String version, String description, String settings) throws IOException {
    return ofServlet(name, version, GenerationServlet.class)
        .header("Bundle-Description", description)
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"" + GenerationServlet.class.getName() + "\"" + settings + " }");
  }

  /** Has the bundle not start. */
  public TestBundle crashing() throws IOException {
    return type(CrashingActivator.class)
        .header("Bundle-Activator", CrashingActivator.class.getName());
  }

  /** Writes the bundle beside the target and renames it, as a careful deployer does. */
  public Path writeTo(Path folder, String fileName) throws IOException {
    Path file = folder.resolve(fileName);
    Path part = folder.resolve("." + fileName + ".part");
    try (OutputStream out = Files.newOutputStream(part)) {
      write(out);
    }
    Files.move(
        part,
        file,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    return file;
  }

  public byte[] toBytes() throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    write(out);
    return out.toByteArray();
  }

  private void write(OutputStream out) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
  }
}
