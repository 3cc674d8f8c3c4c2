package dev.buntime.credentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The file that knows whether a password is the admin's.
 *
 * <p>It holds only a salted slow hash, readable by its owner alone. A check costs about 0.2 s of
 * CPU; the outcome of the last successful one is remembered, under a keyed digest and only while
 * the file says the same, so that a client that sends the password with every request pays once. A
 * changed file counts from the next check on, whoever changed it.
 *
 * <p>Thread-safe. Slow checks run one at a time, so that guessing never takes more than one core.
 */
public final class PasswordFile {
  /** The shortest password that {@link #write} accepts, in UTF-16 units. */
  public static final int MIN_LENGTH = 8;

  /** The longest password that {@link #write} accepts, in UTF-16 units. */
  public static final int MAX_LENGTH = 256;

  private static final int GENERATED_LENGTH = 24;

  /** Letters and digits that nobody mistakes for one another. */
  private static final String UNAMBIGUOUS =
      "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  private static final SecureRandom random = new SecureRandom();

  private final Path file;
  private final int iterations;
  private final PasswordDigest digest = new PasswordDigest();
  private final ReentrantLock slow = new ReentrantLock();
  private volatile @Nullable Success last; // replaced whole, never edited

  /**
   * @param file where the password is, or will be after {@link #write}
   */
  public PasswordFile(Path file) {
    this(file, PasswordHash.DEFAULT_ITERATIONS);
  }

  PasswordFile(Path file, int iterations) {
    this.file = file.toAbsolutePath();
    this.iterations = iterations;
  }

  /** A random password of 24 letters and digits, about 139 bits. */
  public static char[] generate() {
    var password = new char[GENERATED_LENGTH];
    for (int i = 0; i < password.length; i++) {
      password[i] = UNAMBIGUOUS.charAt(random.nextInt(UNAMBIGUOUS.length()));
    }
    return password;
  }

  /** Whether there is a password; it may still be damaged. */
  public boolean exists() {
    return Files.exists(file);
  }

  /**
   * Does nothing if there is no password or it can be checked against.
   *
   * @throws IllegalStateException if the file is damaged; the message says what to do
   * @throws UncheckedIOException if the file cannot be read
   */
  public void requireIntact() {
    String line = read();
    if (line != null) {
      parse(line);
    }
  }

  /**
   * Whether this is the password; false for every password if there is no file.
   *
   * @throws IllegalStateException if the file is damaged; the message says what to do
   * @throws UncheckedIOException if the file cannot be read
   */
  public boolean matches(char[] password) {
    String line = read();
    if (line == null || problem(password) != null) {
      return false;
    }
    String digested = digest.of(password);
    if (remembered(line, digested)) {
      return true;
    }
    slow.lock();
    try {
      // Several requests of one page may have waited for the first of them.
      return remembered(line, digested) || check(line, digested, password);
    } finally {
      slow.unlock();
    }
  }

  private boolean remembered(String line, String digested) {
    Success success = last;
    return success != null
        && success.line.equals(line)
        && PasswordDigest.equal(success.digested, digested);
  }

  private boolean check(String line, String digested, char[] password) {
    boolean matches = parse(line).matches(password);
    if (matches) {
      last = new Success(line, digested);
    }
    return matches;
  }

  /**
   * Makes this the password; a failed write leaves the former one in force.
   *
   * @param password {@value #MIN_LENGTH} to {@value #MAX_LENGTH} characters, no control characters
   * @throws IllegalArgumentException if the password is not like that; the message says so
   * @throws IOException if the file cannot be written
   */
  public void write(char[] password) throws IOException {
    String problem = problem(password);
    if (problem != null) {
      throw new IllegalArgumentException(problem);
    }
    replace(PasswordHash.of(password, iterations) + "\n");
  }

  private void replace(String content) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent(), "folder");
    // A temporary file is readable and writable by its owner alone from the start.
    Path temporary = Files.createTempFile(folder, file.getFileName() + ".", ".tmp");
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.US_ASCII.encode(content);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /** What is wrong with a password; null if nothing is. */
  static @Nullable String problem(char[] password) {
    if (password.length < MIN_LENGTH || password.length > MAX_LENGTH) {
      return "A password has %d to %d characters, this one has %d."
          .formatted(MIN_LENGTH, MAX_LENGTH, password.length);
    }
    for (char c : password) {
      if (Character.isISOControl(c)) {
        return "A password has no control characters, such as a tab or a line break.";
      }
    }
    return null;
  }

  private @Nullable String read() {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException _) {
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("The password file " + file + " cannot be read", e);
    }
  }

  private PasswordHash parse(String line) {
    try {
      return PasswordHash.parse(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "The password file %s is damaged (%s): bin/buntime passwd makes a new one."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The digest of a password that matched this content of the file. */
  private record Success(String line, String digested) {}
}
