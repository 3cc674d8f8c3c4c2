package dev.buntime.repositories.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The folder with what was fetched, each content once, named by its checksum; it outlasts the
 * runner. A file appears in one step. Whoever uses one compares its checksum again. Thread-safe.
 */
final class StoredBundles {
  /** Bytes that a bundle may have; the same that artifacts may have. */
  static final long MOST = 512L << 20;

  private static final String PART = ".part";
  private static final String BUNDLE = ".jar";

  /** What the name of a file ends with that says which content an address has for ever. */
  private static final String REFERENCE = ".ref";

  private final Path folder;
  private final AtomicLong parts = new AtomicLong();

  /**
   * A content that is on the disk.
   *
   * @param sha256 of the content, in lower-case hex
   */
  record Stored(Path file, String sha256) {}

  /**
   * @param folder made when it is needed; parts that an earlier run left there are deleted
   */
  StoredBundles(Path folder) {
    this.folder = folder;
    try (var files = Files.newDirectoryStream(folder, "*" + PART)) {
      for (Path part : files) {
        Files.deleteIfExists(part);
      }
    } catch (IOException _) {
      // It is not there yet, or a part stays, which disturbs nobody.
    }
  }

  /** The content with a checksum, if it is there. */
  Optional<Stored> find(String sha256) {
    Path file = file(sha256, BUNDLE);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        ? Optional.of(new Stored(file, sha256))
        : Optional.empty();
  }

  /** A file that is there for nobody else, to be written and given to {@link #keep}. */
  Path newPart() throws IOException {
    Files.createDirectories(folder);
    return folder.resolve(parts.incrementAndGet() + PART);
  }

  /** Keeps a part that was written. */
  Stored keep(Path part, String sha256) throws IOException {
    Path file = file(sha256, BUNDLE);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new Stored(file, sha256);
  }

  /**
   * A file in the folder.
   *
   * @param sha256 of its content, or of what else it stands for
   */
  Path file(String sha256, String suffix) {
    return folder.resolve(sha256 + suffix);
  }

  /** Keeps which content is at an address, where it never changes. */
  void remember(String address, Stored content) throws IOException {
    Path part = newPart();
    Files.writeString(part, content.sha256());
    Files.move(part, file(sha256(address), REFERENCE), StandardCopyOption.REPLACE_EXISTING);
  }

  /** The content that is at an address, if it was fetched already. */
  Optional<Stored> recall(String address) {
    try {
      String sha256 = Files.readString(file(sha256(address), REFERENCE));
      return sha256.matches("[0-9a-f]{64}") ? find(sha256) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty(); // it was not fetched, or has to be fetched again
    }
  }

  /**
   * Fetches a bundle and keeps it.
   *
   * @param login who asks, null for nobody
   * @param sha256 that it has to have, in lower-case hex
   * @throws UnavailableException if it is not to be had, or another one
   */
  Stored fetch(
      URI from, @Nullable Login login, String sha256, Downloads downloads, Deadline deadline)
      throws UnavailableException, InterruptedException {
    try {
      Path part = newPart();
      try {
        downloads.fetch(from, login, part, MOST, deadline);
        if (!sha256(part).equals(sha256)) {
          throw new UnavailableException(
              "%s is not what the index says: its SHA-256 is another one".formatted(from));
        }
        return keep(part, sha256);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UnavailableException("it cannot be written into the data folder: " + e, e);
    }
  }

  /** SHA-256 of a text, in lower-case hex. */
  static String sha256(String text) {
    return HexFormat.of()
        .formatHex(digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** SHA-256 of a file, in lower-case hex. */
  static String sha256(Path file) throws IOException {
    return checksum(file, "SHA-256");
  }

  /** Checksum of a file, in lower-case hex, by an algorithm that every Java has. */
  static String checksum(Path file, String algorithm) throws IOException {
    MessageDigest digest = digest(algorithm);
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      var _ = in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }
}
