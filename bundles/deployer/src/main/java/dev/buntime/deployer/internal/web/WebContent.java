package dev.buntime.deployer.internal.web;

import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an archive has of a web application, read but not judged: its deployment descriptor, and
 * what stands in its classes and libraries. The archive has passed the check of archives.
 * Immutable.
 */
public final class WebContent {
  /** The deployment descriptor. */
  public static final String DESCRIPTOR = "WEB-INF/web.xml";

  private static final String CLASSES = "WEB-INF/classes/";
  private static final String LIBRARIES = "WEB-INF/lib/";
  private static final String INITIALIZERS =
      "META-INF/services/jakarta.servlet.ServletContainerInitializer";
  private static final String FRAGMENT = "META-INF/web-fragment.xml";

  /** No compiler writes larger ones. */
  private static final int MAX_CLASS = 4 << 20;

  private final byte @Nullable [] descriptor;
  private final List<String> files;
  private final List<Annotated> annotations = new ArrayList<>();
  private final List<String> oldClasses = new ArrayList<>();
  private final List<String> hints = new ArrayList<>();

  /** Opens the files of an archive. */
  @FunctionalInterface
  public interface Opener {
    /** Opens a file by its name. */
    InputStream open(String name) throws IOException;
  }

  private WebContent(Collection<String> names, Opener opener) throws IOException {
    files = names.stream().sorted().toList();
    descriptor = files.contains(DESCRIPTOR) ? bytes(opener, DESCRIPTOR) : null;
    for (String each : files) {
      if (each.startsWith(CLASSES)) {
        file(each, each.substring(CLASSES.length()), opener);
      } else if (each.startsWith(LIBRARIES) && each.endsWith(".jar")) {
        library(each, opener);
      }
    }
  }

  /**
   * Reads a web application.
   *
   * @param names of all files in the archive
   * @return null if it is none: it has neither a descriptor nor classes or libraries in {@code
   *     WEB-INF}
   * @throws IOException if a file cannot be read
   */
  public static @Nullable WebContent read(Collection<String> names, Opener opener)
      throws IOException {
    return isWebApp(names) ? new WebContent(names, opener) : null;
  }

  /** Whether an archive with these files is a web application. */
  public static boolean isWebApp(Collection<String> names) {
    return names.stream()
        .anyMatch(each ->
            each.equals(DESCRIPTOR) || each.startsWith(CLASSES) || each.startsWith(LIBRARIES));
  }

  private static byte[] bytes(Opener opener, String name) throws IOException {
    try (InputStream in = opener.open(name)) {
      return in.readAllBytes();
    }
  }

  private void file(String name, String path, Opener opener) throws IOException {
    if (path.endsWith(".class")) {
      try (InputStream in = opener.open(name)) {
        type(name, in.readNBytes(MAX_CLASS), true);
      }
    } else {
      hint(path, CLASSES);
    }
  }

  private void library(String name, Opener opener) throws IOException {
    try (ZipInputStream jar = new ZipInputStream(opener.open(name))) {
      for (ZipEntry each = jar.getNextEntry(); each != null; each = jar.getNextEntry()) {
        String path = each.getName();
        if (path.endsWith(".class") && !path.startsWith("META-INF/")) {
          type(name + "!/" + path, jar.readNBytes(MAX_CLASS), false);
        } else {
          hint(path, name);
        }
      }
    }
  }

  private void type(String origin, byte[] content, boolean ownCode) {
    if (ownCode && ClassScan.usesOldApi(content)) {
      oldClasses.add(origin);
    }
    try {
      annotations.addAll(ClassScan.annotations(content, origin));
    } catch (IllegalArgumentException e) {
      hints.add(
          "%s is no class file that can be read, so its annotations do not count: %s"
              .formatted(Quoted.of(origin), Quoted.of(String.valueOf(e.getMessage()))));
    }
  }

  private void hint(String path, String in) {
    if (path.equals(INITIALIZERS)) {
      hints.add(
          "%s has a ServletContainerInitializer, which is not called; declare what it would register"
                  .formatted(Quoted.of(in))
              + " in WEB-INF/web.xml");
    }
    if (path.equals(FRAGMENT)) {
      hints.add(
          "%s has a web-fragment.xml, which is not read; declare what is in it in WEB-INF/web.xml"
              .formatted(Quoted.of(in)));
    }
  }

  /** Whether there is a deployment descriptor. */
  public boolean hasDescriptor() {
    return descriptor != null;
  }

  /** The deployment descriptor. */
  byte @Nullable [] descriptor() {
    return descriptor == null ? null : descriptor.clone();
  }

  /** Names of all files of the archive, sorted. */
  List<String> files() {
    return files;
  }

  /** Classes with annotations of the servlet API, by the names of their files. */
  List<Annotated> annotations() {
    return List.copyOf(annotations);
  }

  /** Files of classes of the app itself that use the servlet API by its old name. */
  List<String> oldClasses() {
    return List.copyOf(oldClasses);
  }

  /** What has no effect, in words. */
  List<String> hints() {
    return List.copyOf(hints);
  }
}
