package dev.buntime.sandbox.internal.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/** Packs classes of the test class path into a bundle. */
final class AppJar {
  private final Manifest manifest = new Manifest();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private AppJar() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /** A bundle with classes, those nested in them included. */
  static AppJar of(Class<?>... types) {
    AppJar jar = new AppJar();
    Attributes headers = jar.manifest.getMainAttributes();
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "app");
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue(
        "Import-Package",
        "javax.management,org.osgi.framework,org.osgi.framework.wiring,org.osgi.framework.startlevel,"
            + "org.osgi.framework.hooks.weaving");
    for (Class<?> type : types) {
      jar.add(type);
    }
    return jar;
  }

  /** A bundle that has another jar inside, on its class path, and nothing else. */
  static AppJar around(byte[] inner) {
    AppJar jar = of();
    jar.manifest.getMainAttributes().putValue("Bundle-ClassPath", ".,lib/inner.jar");
    jar.entries.put("lib/inner.jar", inner);
    return jar;
  }

  AppJar add(Class<?> type) {
    String folder = type.getPackageName().replace('.', '/') + "/";
    String name = type.getSimpleName();
    Path classes = Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (Stream<Path> files = Files.list(classes.resolve(folder))) {
      for (Path file : files.toList()) {
        String fileName = file.getFileName().toString();
        if (fileName.equals(name + ".class") || fileName.startsWith(name + "$")) {
          add(folder + fileName, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  AppJar add(String name, byte[] bytes) {
    entries.put(name, bytes);
    return this;
  }

  static byte[] bytesOf(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        jar.putNextEntry(new ZipEntry(entry.getKey()));
        jar.write(entry.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
