package dev.buntime.launcher.log;

import dev.buntime.log.AuditEntry;
import dev.buntime.log.AuditLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The audit log: a file of its own, readable by its owner alone, to which lines are appended and
 * nothing else. It is rolled and bounded like the other files of the log, but that whoever writes a
 * line is told if it could not be written: Logback would swallow that. Thread-safe; a line is
 * written by whoever has it.
 *
 * <p>No logger leads to it, so no app can write into it.
 */
final class AuditFile implements AuditLog {
  private static final String NAME = "audit.log";
  private static final Pattern OLD = Pattern.compile("audit\\.\\d{4}-\\d\\d-\\d\\d\\.\\d+\\.log");
  private static final int MOST_A_DAY = 100_000;

  private final Path folder;
  private final Path file;
  private final FileLimits limits;
  private final Secrets secrets;
  private final InstantSource clock;
  private final Logger log;
  private @Nullable FileChannel open; // guarded by the lock of this
  private @Nullable Object key; // of what file is open; guarded by the lock of this
  private LocalDate day = LocalDate.EPOCH; // of the newest line; guarded by the lock of this

  /**
   * @param folder of the log files
   * @param log where it is said that old files cannot be rolled
   */
  AuditFile(Path folder, FileLimits limits, Secrets secrets, InstantSource clock, Logger log) {
    this.folder = folder;
    this.file = folder.resolve(NAME);
    this.limits = limits;
    this.secrets = secrets;
    this.clock = clock;
    this.log = log;
  }

  @Override
  public void write(AuditEntry entry) throws IOException {
    append(StandardCharsets.UTF_8.encode(AuditLine.of(entry, secrets) + "\n"));
  }

  private synchronized void append(ByteBuffer line) throws IOException {
    FileChannel channel = channel();
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    if (channel.size() > 0
        && (!today.equals(day) || channel.size() + line.remaining() > limits.size())) {
      channel = rolled(channel);
    }
    day = today;
    long before = channel.size();
    try {
      while (line.hasRemaining()) {
        channel.write(line);
      }
    } catch (IOException e) {
      takeBack(channel, before, e);
      throw e;
    }
  }

  /** Half a line would spoil the next one as well. */
  private static void takeBack(FileChannel channel, long size, IOException why) {
    try {
      channel.truncate(size);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  /** The file; another one if somebody has taken it away, as logrotate does. */
  private FileChannel channel() throws IOException {
    FileChannel known = open;
    if (known != null && known.isOpen() && key != null && key.equals(keyOf(file))) {
      return known;
    }
    close();
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), ofOwner());
    open = channel;
    key = keyOf(file);
    day = LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
    return channel;
  }

  private static FileAttribute<?>[] ofOwner() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static @Nullable Object keyOf(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key; // where files have no keys, the name is all there is
  }

  /** A new file; the one that is full if that cannot be: a line is worth more than a limit. */
  private FileChannel rolled(FileChannel full) throws IOException {
    try {
      Files.move(file, free());
    } catch (IOException e) {
      log.warn("The audit log {} cannot be rolled and grows on: {}", file, e.toString());
      return full;
    }
    FileChannel fresh = channel();
    try {
      prune();
    } catch (IOException e) {
      log.warn("Old files of the audit log in {} cannot be deleted: {}", folder, e.toString());
    }
    return fresh;
  }

  private Path free() throws IOException {
    for (int i = 0; i < MOST_A_DAY; i++) {
      Path path = folder.resolve("audit.%s.%d.log".formatted(day, i));
      if (!Files.exists(path)) {
        return path;
      }
    }
    throw new IOException("there are %d files of %s already".formatted(MOST_A_DAY, day));
  }

  private record OldFile(Path path, Instant last, long bytes) {}

  private void prune() throws IOException {
    Instant oldest = clock.instant().minus(Duration.ofDays(limits.days()));
    long bytes = 0;
    for (OldFile each : newestFirst()) {
      bytes += each.bytes();
      if (each.last().isBefore(oldest) || bytes > limits.total()) {
        Files.deleteIfExists(each.path());
      }
    }
  }

  private List<OldFile> newestFirst() throws IOException {
    List<OldFile> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "audit.*.log")) {
      for (Path path : all) {
        if (OLD.matcher(String.valueOf(path.getFileName())).matches()) {
          files.add(
              new OldFile(path, Files.getLastModifiedTime(path).toInstant(), Files.size(path)));
        }
      }
    }
    files.sort(
        Comparator.comparing(OldFile::last)
            .thenComparing(file -> String.valueOf(file.path().getFileName()))
            .reversed());
    return files;
  }

  /** Closes the file; the next line opens it again. */
  synchronized void close() throws IOException {
    FileChannel known = open;
    open = null;
    if (known != null) {
      known.close();
    }
  }
}
