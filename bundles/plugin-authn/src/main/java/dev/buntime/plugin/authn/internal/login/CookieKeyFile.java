package dev.buntime.plugin.authn.internal.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The file with the random key of the cookies where none is configured. It is made when it is first
 * needed, readable by its owner alone; whoever removes it ends all sessions.
 */
final class CookieKeyFile {
  private static final int BYTES = 32;

  private final Path file;

  CookieKeyFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * The key, in hexadecimal digits.
   *
   * @throws IllegalStateException if the file is damaged; the message says what to do
   * @throws UncheckedIOException if it can neither be read nor made
   */
  String read() {
    try {
      return parse(existing());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the key file " + file + " of the browser login cannot be read or made", e);
    }
  }

  private String existing() throws IOException {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException _) {
      make();
      return Files.readString(file, StandardCharsets.US_ASCII);
    }
  }

  private void make() throws IOException {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    Path folder = Objects.requireNonNull(file.getParent(), "folder");
    Files.createDirectories(folder);
    // A temporary file is readable and writable by its owner alone from the start.
    Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".tmp");
    try {
      Files.writeString(temporary, HexFormat.of().formatHex(key) + "\n");
      Files.move(temporary, file);
    } catch (FileAlreadyExistsException _) {
      // Somebody else was faster; that key counts.
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private String parse(String text) {
    String key = text.strip();
    if (key.length() == 2 * BYTES && key.chars().allMatch(HexFormat::isHexDigit)) {
      return key;
    }
    // What is there may be a secret, and is not told.
    throw new IllegalStateException(
        "the key file %s of the browser login is damaged: it has to have %d hexadecimal digits."
                .formatted(file, 2 * BYTES)
            + " Remove it, and a new one is made; all sessions end with it");
  }
}
