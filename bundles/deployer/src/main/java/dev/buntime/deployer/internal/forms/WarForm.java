package dev.buntime.deployer.internal.forms;

import dev.buntime.deployer.internal.archives.Quoted;
import dev.buntime.deployer.internal.web.WebContent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.osgi.framework.Constants;

/**
 * Web archives: what has classes, libraries or a deployment descriptor in {@code WEB-INF}. The
 * class path is that of the Servlet specification (section 10.7.2). Thread-safe.
 */
final class WarForm implements Form {
  private static final String CLASSES = "WEB-INF/classes";
  private static final String LIBRARIES = "WEB-INF/lib/";
  private static final String SERVLET_API = "jakarta/servlet/Servlet.class";

  /**
   * What the descriptor has the runner make is called through these, whoever else refers to them.
   */
  private static final List<String> ALWAYS =
      List.of("jakarta.servlet", "jakarta.servlet.annotation", "jakarta.servlet.http");

  @Override
  public Optional<Made> manifest(Archive archive, ArtifactName name)
      throws IOException, UnfitException {
    if (!WebContent.isWebApp(archive.files())) {
      return Optional.empty();
    }
    List<String> warnings = new ArrayList<>();
    List<String> classPath = classPath(archive, warnings);
    ReferredPackages referred = ReferredPackages.of(archive, classPath);
    warnings.addAll(referred.warnings());
    Collection<String> imports = new TreeSet<>(referred.packages());
    imports.addAll(ALWAYS);
    BundleManifest manifest =
        new BundleManifest("war", archive.headers(), name)
            .with(Constants.BUNDLE_CLASSPATH, header(classPath))
            .importing(imports);
    return Optional.of(new Made(manifest.toManifest(), warnings));
  }

  private static List<String> classPath(Archive archive, List<String> warnings)
      throws IOException, UnfitException {
    List<String> classPath = new ArrayList<>();
    if (archive.files().stream().anyMatch(each -> each.startsWith(CLASSES + "/"))) {
      classPath.add(CLASSES);
    }
    for (String file : archive.files().tailSet(LIBRARIES)) {
      if (!isLibrary(file)) {
        continue;
      }
      if (file.matches(".*[\",;].*")) {
        throw new UnfitException(
            "%s has a character in its name that a class path cannot have; rename it"
                .formatted(Quoted.of(file)));
      }
      if (hasServletApi(archive, file)) {
        warnings.add(
            "%s has the servlet API, which is the runner's; the library is left out"
                .formatted(Quoted.of(file)));
      } else {
        classPath.add(file);
      }
    }
    return classPath;
  }

  private static boolean isLibrary(String file) {
    return file.startsWith(LIBRARIES)
        && file.indexOf('/', LIBRARIES.length()) < 0
        && file.endsWith(".jar");
  }

  /** Two servlet APIs in one app would not know each other's classes (section 10.7.2). */
  private static boolean hasServletApi(Archive archive, String library) throws IOException {
    try (ZipInputStream jar = new ZipInputStream(archive.open(library))) {
      for (ZipEntry each = jar.getNextEntry(); each != null; each = jar.getNextEntry()) {
        if (each.getName().equals(SERVLET_API)) {
          return true;
        }
      }
      return false;
    }
  }

  /** A bundle without a class path of its own would have its root on it, which a war has not. */
  private static String header(List<String> classPath) {
    return classPath.isEmpty() ? CLASSES : String.join(",", classPath);
  }
}
