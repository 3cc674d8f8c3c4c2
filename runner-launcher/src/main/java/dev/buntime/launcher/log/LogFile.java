package dev.buntime.launcher.log;

import ch.qos.logback.core.rolling.RollingFileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A file of the log that is made again when somebody has deleted or renamed it, as logrotate does.
 * Logback would write on into what nobody finds any more. Looks every two seconds, while there is
 * something to write. Thread-safe.
 *
 * @param <E> what is written
 */
public final class LogFile<E> extends RollingFileAppender<E> {
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final AtomicLong looked = new AtomicLong(System.nanoTime());
  private volatile @Nullable Object opened; // what file it was, null if that cannot be told

  @Override
  public void openFile(String name) throws IOException {
    super.openFile(name);
    opened = key(name);
  }

  @Override
  protected void subAppend(E event) {
    long now = System.nanoTime();
    long last = looked.get();
    if (now - last >= LOOK_NANOS && looked.compareAndSet(last, now)) {
      look();
    }
    super.subAppend(event);
  }

  private void look() {
    String name = getFile();
    Object known = opened;
    try {
      if (known == null || !known.equals(key(name))) {
        openFile(name);
      }
    } catch (IOException e) {
      addWarn(name + " is not there any more and cannot be made again", e);
    }
  }

  private static @Nullable Object key(String name) throws IOException {
    Path file = Path.of(name);
    return Files.exists(file)
        ? Files.readAttributes(file, BasicFileAttributes.class).fileKey()
        : null;
  }
}
