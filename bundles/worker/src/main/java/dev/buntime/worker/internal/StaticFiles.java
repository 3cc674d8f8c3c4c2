package dev.buntime.worker.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;

/** The files of a bundle below the folder of its page. Thread-safe. */
final class StaticFiles {
  private static final List<String> INNER_FOLDERS =
      List.of("META-INF/", "OSGI-INF/", "OSGI-OPT/", "WEB-INF/");

  private final Bundle bundle;
  private final String root;
  private final String page;
  private final BundleFiles files;

  /**
   * @param page path of the page in the bundle, without a leading slash
   */
  StaticFiles(Bundle bundle, String page) {
    this.bundle = bundle;
    this.page = page;
    this.root = page.substring(0, page.lastIndexOf('/') + 1);
    this.files = new BundleFiles(bundle::getEntry, Map.of());
  }

  /**
   * A file other than the page.
   *
   * @param path decoded path below the root, with a leading slash
   */
  Optional<StaticFile> find(String path) throws IOException {
    String name = root + path.substring(1);
    return name.equals(page) || !BundleFiles.isPlain(path) || isInner(name)
        ? Optional.empty()
        : files.find(name);
  }

  /** Whether the file is of the bundle itself; a page at the top of a bundle must not show it. */
  private boolean isInner(String name) {
    return root.isEmpty()
        && (INNER_FOLDERS.stream().anyMatch(name::startsWith)
            || name.endsWith(".class")
            || name.equals("worker.jsonc"));
  }

  /**
   * The page with a base element.
   *
   * @param base value of the base element, not escaped
   */
  StaticFile page(String base) throws IOException {
    URL entry = bundle.getEntry(page);
    if (entry == null) {
      throw new IOException(bundle + " has no " + page);
    }
    try (InputStream in = entry.openStream()) {
      byte[] html = BaseElement.insert(in.readAllBytes(), base);
      return new StaticFile(
          files.type(page),
          BundleFiles.tagOf(html),
          html.length,
          () -> new ByteArrayInputStream(html));
    }
  }
}
