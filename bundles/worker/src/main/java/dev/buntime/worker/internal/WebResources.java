package dev.buntime.worker.internal;

import java.net.URL;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The files of a web application: those of its archive, then those in {@code META-INF/resources} of
 * its libraries (Jakarta Servlet 6.1, section 10.5). Thread-safe.
 *
 * @param bundle the bundle of the app
 */
record WebResources(Bundle bundle) {
  private static final String IN_LIBRARIES = "META-INF/resources/";
  private static final List<String> INNER_FOLDERS =
      List.of("meta-inf/", "web-inf/", "osgi-inf/", "osgi-opt/");
  private static final List<String> INNER_FILES =
      List.of(".class", ".jsp", ".jspx", ".jspf", ".tag", ".tagx");

  /**
   * A file or folder.
   *
   * @param name path without a leading slash
   * @return null if there is none
   */
  @Nullable URL find(String name) {
    URL own = bundle.getEntry(name);
    return own != null || name.isEmpty() ? own : bundle.getResource(IN_LIBRARIES + name);
  }

  /** A file or folder that clients may see; null if there is none. */
  @Nullable URL shown(String name) {
    return isShown(name) ? find(name) : null;
  }

  /** Whether there is such a folder, even if the archive has no entry for the folder itself. */
  boolean isShownFolder(String name) {
    return isShown(name + "/") && (bundle.getEntryPaths(name) != null || find(name + "/") != null);
  }

  /** Whether clients may see a file: not what is the app's own, in whatever case it is written. */
  private static boolean isShown(String name) {
    String plain = name.toLowerCase(Locale.ROOT);
    return INNER_FOLDERS.stream().noneMatch((plain + "/")::startsWith)
        && INNER_FILES.stream().noneMatch(plain::endsWith)
        && !plain.equals("worker.jsonc");
  }
}
