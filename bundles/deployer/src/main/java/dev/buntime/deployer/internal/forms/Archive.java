package dev.buntime.deployer.internal.forms;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * A look into an artifact that passed the checks of archives. Nothing in it is changed. For one
 * thread.
 */
public final class Archive implements AutoCloseable {
  /** The file with settings, in the root. */
  public static final String SETTINGS = "worker.jsonc";

  private final JarFile zip;
  private final boolean hasSidecar;
  private final NavigableSet<String> files = new TreeSet<>();
  private final Attributes headers;

  /**
   * @param file a private copy, which nobody changes
   * @param hasSidecar whether there are settings beside the artifact
   * @throws IOException if the disk fails
   */
  public Archive(Path file, boolean hasSidecar) throws IOException {
    this.hasSidecar = hasSidecar;
    zip = new JarFile(file.toFile(), false);
    for (JarEntry entry : (Iterable<JarEntry>) zip.stream()::iterator) {
      if (!entry.isDirectory()) {
        files.add(entry.getName());
      }
    }
    headers = readHeaders();
  }

  /** Of the manifest that was checked: one whose name is written otherwise is none. */
  private Attributes readHeaders() throws IOException {
    if (!files.contains(JarFile.MANIFEST_NAME)) {
      return new Attributes();
    }
    try (InputStream in = open(JarFile.MANIFEST_NAME)) {
      return new Manifest(in).getMainAttributes();
    }
  }

  /** Paths of all files in it, without the folders. */
  public NavigableSet<String> files() {
    return Collections.unmodifiableNavigableSet(files);
  }

  /** The main section of its own manifest; empty if it has none. */
  public Attributes headers() {
    return headers;
  }

  /** Whether there are settings of the app, in it or beside it. */
  public boolean hasSettings() {
    return hasSidecar || files.contains(SETTINGS);
  }

  /**
   * Opens a file in it.
   *
   * @throws FileNotFoundException if there is none
   */
  public InputStream open(String path) throws IOException {
    JarEntry entry = zip.getJarEntry(path);
    if (entry == null) {
      throw new FileNotFoundException(path);
    }
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
