package dev.buntime.plugin.authn.internal.keys;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a file, which one has at a time: among threads, instances of the plugin with
 * class loaders of their own, and processes. It is a lock on a file beside it, which stays there.
 */
final class KeyLock implements AutoCloseable {
  /** How long anybody waits for it. A change takes some milliseconds. */
  static final Duration LONGEST = Duration.ofSeconds(2);

  private static final Duration STEP = Duration.ofMillis(5);

  private final FileChannel channel;

  private KeyLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param file the file to lock; made if it is not there, as is its folder
   * @throws IOException if others do not let it go
   */
  static KeyLock of(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      await(channel, file);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return new KeyLock(channel);
  }

  private static void await(FileChannel channel, Path file) throws IOException {
    long end = System.nanoTime() + LONGEST.toNanos();
    while (attempt(channel) == null) {
      if (System.nanoTime() - end > 0) {
        throw new IOException(
            "%s has been locked by others for %d s: try again, and if it stays so, look who has it open"
                .formatted(file, LONGEST.toSeconds()));
      }
      try {
        Thread.sleep(STEP);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        var interrupted = new InterruptedIOException("interrupted while waiting for " + file);
        interrupted.initCause(e);
        throw interrupted;
      }
    }
  }

  /** Another process has it, or somebody in this one. */
  private static @Nullable FileLock attempt(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null;
    }
  }

  /** Lets it go. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
