package dev.buntime.management.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file with a token in it, read anew each time. What is wrong with it is told once for each
 * change of the file, however often it is read. Thread-safe.
 */
final class TokenFile {
  private static final int SHORTEST = 16;
  private static final long LONGEST = 4096; // a file that is no token is not read

  private final Path file;
  private final Consumer<String> complain;
  private final AtomicReference<@Nullable String> told = new AtomicReference<>();

  /**
   * @param complain is told what is wrong with the file
   */
  TokenFile(Path file, Consumer<String> complain) {
    this.file = file;
    this.complain = complain;
  }

  /** What the file says now; empty if there is none, or if it is no token. */
  Optional<String> read() {
    try {
      if (Files.size(file) > LONGEST) {
        return wrong("it has more than " + LONGEST + " bytes");
      }
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST) {
        return wrong("a token has " + SHORTEST + " characters at least");
      }
      told.set(null);
      return Optional.of(token);
    } catch (NoSuchFileException _) {
      told.set(null);
      return Optional.empty();
    } catch (IOException e) {
      return wrong("it cannot be read: " + e);
    }
  }

  private Optional<String> wrong(String why) {
    String now = why + changedAt();
    if (!now.equals(told.getAndSet(now))) {
      complain.accept(file + " counts for nothing: " + why);
    }
    return Optional.empty();
  }

  private String changedAt() {
    try {
      return Files.getLastModifiedTime(file).toString();
    } catch (IOException _) {
      return "";
    }
  }
}
