package dev.buntime.worker.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.MimeTypes;
import org.osgi.framework.Bundle;

/**
 * The files of a bundle below the folder of its page.
 *
 * <p>What a bundle holds does not change while it is installed, so type, size and tag of a file are
 * found out once. Thread-safe.
 */
final class StaticFiles {
  private static final int TAG_BYTES = 16;
  private static final List<String> INNER_FOLDERS =
      List.of("META-INF/", "OSGI-INF/", "OSGI-OPT/", "WEB-INF/");

  private final Bundle bundle;
  private final String root;
  private final String page;
  private final Map<String, StaticFile> known = new ConcurrentHashMap<>();

  /**
   * @param page path of the page in the bundle, without a leading slash
   */
  StaticFiles(Bundle bundle, String page) {
    this.bundle = bundle;
    this.page = page;
    this.root = page.substring(0, page.lastIndexOf('/') + 1);
  }

  /**
   * A file other than the page.
   *
   * @param path decoded path below the root, with a leading slash
   */
  Optional<StaticFile> find(String path) throws IOException {
    String name = root + path.substring(1);
    if (name.equals(page) || !isPlain(path) || isInner(name)) {
      return Optional.empty();
    }
    StaticFile file = known.get(name);
    if (file == null) {
      URL entry = bundle.getEntry(name);
      if (entry == null || bundle.getEntry(name + "/") != null) {
        return Optional.empty(); // missing, or a folder
      }
      file = read(name, entry);
      known.put(name, file);
    }
    return Optional.of(file);
  }

  /** Whether the file is of the bundle itself; a page at the top of a bundle must not show it. */
  private boolean isInner(String name) {
    return root.isEmpty()
        && (INNER_FOLDERS.stream().anyMatch(name::startsWith)
            || name.endsWith(".class")
            || name.equals("worker.jsonc"));
  }

  /** Whether the path names a file without detours: no empty segment, no dot segment, no folder. */
  private static boolean isPlain(String path) {
    return path.length() > 1
        && Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
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
      MessageDigest digest = sha256();
      return new StaticFile(
          type(page), tag(digest.digest(html)), html.length, () -> new ByteArrayInputStream(html));
    }
  }

  private static StaticFile read(String name, URL entry) throws IOException {
    MessageDigest digest = sha256();
    long size;
    try (InputStream in = new DigestInputStream(entry.openStream(), digest)) {
      size = in.transferTo(OutputStream.nullOutputStream());
    }
    return new StaticFile(type(name), tag(digest.digest()), size, entry::openStream);
  }

  private static String type(String name) {
    String type = MimeTypes.DEFAULTS.getMimeByExtension(name);
    if (type == null) {
      return "application/octet-stream";
    }
    boolean text = type.startsWith("text/") || type.endsWith("javascript") || type.endsWith("json");
    return text && !type.contains("charset") ? type + ";charset=utf-8" : type;
  }

  private static String tag(byte[] digest) {
    return '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
