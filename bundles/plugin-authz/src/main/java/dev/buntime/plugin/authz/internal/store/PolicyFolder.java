package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.attributes.PolicyId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with a file for each policy: {@code <id>.json} or {@code <id>.xml}. Files whose names
 * begin with a dot are none. Used by one thread at a time.
 */
final class PolicyFolder {
  private static final Logger log = LoggerFactory.getLogger(PolicyFolder.class);
  private static final int LARGEST = 4 << 20;

  private final Path folder;

  /**
   * What is there.
   *
   * @param policies by id
   * @param problems why files cannot be policies, by id; by the name of the file if that has none
   */
  record Contents(Map<String, StoredPolicy> policies, Map<String, String> problems) {}

  PolicyFolder(Path folder) {
    this.folder = folder.toAbsolutePath();
  }

  /** Makes the folder if there is none. */
  void make() throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException("the folder %s cannot be made: %s".formatted(folder, why(e)), e);
    }
  }

  /**
   * All that is there.
   *
   * @throws IOException if the folder cannot be read; the message says why
   */
  Contents read() throws IOException {
    Contents contents = new Contents(new TreeMap<>(), new TreeMap<>());
    for (Path file : files()) {
      String name = file.getFileName().toString();
      Optional<Format> format = Format.ofFile(name);
      if (!name.startsWith(".") && format.isPresent()) {
        read(file, name, format.get(), contents);
      }
    }
    findTwins(contents);
    return contents;
  }

  /** Other file systems would not tell them apart, nor a backup there. */
  private void findTwins(Contents contents) {
    Map<String, String> seen = new HashMap<>();
    for (String id : contents.policies().keySet()) {
      String twin = seen.put(id.toLowerCase(Locale.ROOT), id);
      if (twin != null) {
        String problem =
            "the names of the files of %s and %s in %s differ in capital and small letters only: rename one, and its id"
                .formatted(twin, id, folder);
        contents.problems().put(twin, problem);
        contents.problems().put(id, problem);
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw unlisted(e);
    } catch (UncheckedIOException e) {
      throw unlisted(new IOException(e.getMessage(), e));
    }
  }

  private IOException unlisted(IOException cause) {
    return new IOException("the folder %s cannot be read: %s".formatted(folder, why(cause)), cause);
  }

  private void read(Path file, String name, Format format, Contents contents) {
    String id = name.substring(0, name.length() - format.ending().length());
    if (!PolicyId.isOne(id)) {
      contents
          .problems()
          .put(
              name,
              "%s: a name has before %s %s".formatted(file, format.ending(), PolicyId.ALLOWED));
      return;
    }
    try {
      StoredPolicy policy = new StoredPolicy(id, format, text(file));
      if (contents.policies().put(id, policy) != null) {
        contents
            .problems()
            .put(
                id,
                "there are two files for the policy %s in %s: remove one".formatted(id, folder));
      }
    } catch (NoSuchFileException e) {
      if (Files.isSymbolicLink(file)) {
        contents.problems().put(id, file + " is a link to nothing: remove it");
      } else {
        log.trace("gone while it was looked at", e);
      }
    } catch (CharacterCodingException e) {
      log.debug("{} is no text", file, e);
      contents.problems().put(id, file + " is not encoded in UTF-8");
    } catch (IOException e) {
      log.debug("{} cannot be read", file, e);
      contents.problems().put(id, "%s cannot be read: %s".formatted(file, why(e)));
    }
  }

  /** A pipe or a device would never end. */
  private static String text(Path file) throws IOException {
    if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
      throw new IOException("it is no file; move it away");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LARGEST + 1);
    }
    if (bytes.length > LARGEST) {
      throw new IOException("it has more than %d bytes".formatted(LARGEST));
    }
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** What went wrong with a file, for a person. */
  static String why(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "it is not there";
      case AccessDeniedException _ -> "the runner has no right to";
      case NotDirectoryException _, FileAlreadyExistsException _ -> "it is no folder";
      default -> String.valueOf(e.getMessage());
    };
  }

  /** Writes a policy; a failed write leaves the former one. */
  void put(StoredPolicy policy) throws IOException {
    Path temporary = Files.createTempFile(folder, ".", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(policy.text().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file(policy.id(), policy.format()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    for (Format other : Format.values()) {
      if (other != policy.format()) {
        Files.deleteIfExists(file(policy.id(), other));
      }
    }
  }

  /** Takes a policy away. */
  void remove(String id) throws IOException {
    for (Format format : Format.values()) {
      Files.deleteIfExists(file(id, format));
    }
  }

  private Path file(String id, Format format) {
    return folder.resolve(id + format.ending());
  }
}
