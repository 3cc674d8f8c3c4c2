package dev.buntime.worker.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * Files of a bundle as they go to clients.
 *
 * <p>What a bundle holds does not change while it is installed, so type, size and tag of a file are
 * found out once. Thread-safe.
 */
final class BundleFiles {
  private static final int TAG_BYTES = 16;

  private final Lookup lookup;
  private final Map<String, String> mediaTypes;
  private final Map<String, StaticFile> known = new ConcurrentHashMap<>();

  /** Where files come from. */
  @FunctionalInterface
  interface Lookup {
    /**
     * A file or, if the name ends with a slash, a folder.
     *
     * @param name path without a leading slash
     * @return null if there is none
     */
    @Nullable URL entry(String name);
  }

  /**
   * @param mediaTypes types by extensions in lower case, which come before those of all
   */
  BundleFiles(Lookup lookup, Map<String, String> mediaTypes) {
    this.lookup = lookup;
    this.mediaTypes = mediaTypes;
  }

  /**
   * Whether the path names a file without detours: no empty segment, no dot segment, no folder.
   *
   * @param path decoded, with a leading slash
   */
  static boolean isPlain(String path) {
    return path.length() > 1
        && Arrays.stream(path.substring(1).split("/", -1))
            .noneMatch(segment -> segment.isEmpty() || segment.equals(".") || segment.equals(".."));
  }

  /**
   * A file.
   *
   * @param name path without a leading slash
   * @return empty if it is missing, or a folder
   */
  Optional<StaticFile> find(String name) throws IOException {
    StaticFile file = known.get(name);
    if (file == null) {
      URL entry = lookup.entry(name);
      if (entry == null || lookup.entry(name + "/") != null) {
        return Optional.empty();
      }
      file = read(name, entry);
      known.put(name, file);
    }
    return Optional.of(file);
  }

  private StaticFile read(String name, URL entry) throws IOException {
    MessageDigest digest = sha256();
    long size;
    try (InputStream in = new DigestInputStream(entry.openStream(), digest)) {
      size = in.transferTo(OutputStream.nullOutputStream());
    }
    return new StaticFile(type(name), tag(digest.digest()), size, entry::openStream);
  }

  /** The media type of a file by its name; that of a text says that it is UTF-8. */
  String type(String name) {
    String own = mediaTypes.get(extension(name));
    return own != null ? own : typeOfAll(name);
  }

  private static String extension(String name) {
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static String typeOfAll(String name) {
    String type = MimeTypes.DEFAULTS.getMimeByExtension(name);
    if (type == null) {
      return "application/octet-stream";
    }
    boolean text = type.startsWith("text/") || type.endsWith("javascript") || type.endsWith("json");
    return text && !type.contains("charset") ? type + ";charset=utf-8" : type;
  }

  /** The entity tag of a content. */
  static String tagOf(byte[] content) {
    return tag(sha256().digest(content));
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
