package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.attributes.PolicyId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder with a file for each policy: {@code <id>.json} or {@code <id>.xml}. Files whose names
 * begin with a dot are none. Used by one thread at a time.
 */
final class PolicyFolder {
  private static final long LARGEST = 4L << 20;

  private final Path folder;

  PolicyFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder.toAbsolutePath());
  }

  /**
   * All policies, by id.
   *
   * @throws StoreException if a file cannot be a policy
   */
  Map<String, StoredPolicy> read() throws IOException, StoreException {
    Map<String, StoredPolicy> policies = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Path name = file.getFileName();
        Optional<Format> format = Format.ofFile(name.toString());
        if (!name.toString().startsWith(".") && format.isPresent()) {
          StoredPolicy policy = read(file, name.toString(), format.get());
          if (policies.put(policy.id(), policy) != null) {
            throw new StoreException(
                StoreException.Reason.INVALID,
                "there are two files for the policy %s in %s: remove one"
                    .formatted(policy.id(), folder));
          }
        }
      }
    }
    return policies;
  }

  private static StoredPolicy read(Path file, String name, Format format)
      throws IOException, StoreException {
    String id = name.substring(0, name.length() - format.ending().length());
    if (!PolicyId.isOne(id)) {
      throw new StoreException(
          StoreException.Reason.INVALID,
          "%s: a name has before %s %s".formatted(file, format.ending(), PolicyId.ALLOWED));
    }
    if (Files.size(file) > LARGEST) {
      throw new StoreException(
          StoreException.Reason.INVALID, "%s has more than %d bytes".formatted(file, LARGEST));
    }
    try {
      return new StoredPolicy(id, format, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new StoreException(StoreException.Reason.INVALID, file + " is not encoded in UTF-8", e);
    }
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
