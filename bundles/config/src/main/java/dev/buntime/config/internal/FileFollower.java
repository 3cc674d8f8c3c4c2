package dev.buntime.config.internal;

import dev.buntime.settings.SettingsException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a changed settings file is taken. For one thread.
 *
 * <p>A content counts when two looks at least {@value #QUIET_MILLIS} ms apart have shown it. One
 * that cannot be used gets {@value #PATIENCE_MILLIS} ms before it is refused: it may be half of
 * what is still being written, or the moment between deleting and writing anew. Only the last of
 * several contents counts.
 */
final class FileFollower {
  private static final int QUIET_MILLIS = 200;
  private static final int PATIENCE_MILLIS = 2000;

  private static final Duration QUIET = Duration.ofMillis(QUIET_MILLIS);
  private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

  private final Supplier<Content> file;
  private final Taker taker;
  private @Nullable Content handled; // null: whatever is in the file has to be taken
  private @Nullable Content seen;
  private Instant since = Instant.MIN;

  /** Takes contents. */
  interface Taker {
    /**
     * Takes a content, whole.
     *
     * @throws SettingsException if it cannot be used; then nothing has changed
     * @throws IOException if what follows from it cannot be stored; then what was before is in
     *     force
     */
    void take(Content content) throws SettingsException, IOException;

    /** Hears that the content in the file cannot be used, once for each. */
    void refuse(SettingsException reason);

    /** Hears that what follows from the content cannot be stored; the next look tries again. */
    void fail(IOException reason);
  }

  /**
   * @param file looks at the file
   * @param first the content that was taken already
   */
  FileFollower(Supplier<Content> file, Content first, Taker taker) {
    this.file = file;
    this.handled = first;
    this.taker = taker;
  }

  /**
   * Looks at the file, and takes it if it is time to.
   *
   * @return after which time to look again; empty if there is nothing to wait for, and the next
   *     look may come when it comes
   */
  Optional<Duration> look(Instant now) {
    Content content = file.get();
    if (content.equals(handled)) {
      seen = null;
      return Optional.empty();
    }
    if (!content.equals(seen)) {
      seen = content;
      since = now;
      return Optional.of(QUIET);
    }
    Duration age = Duration.between(since, now);
    return age.compareTo(QUIET) < 0 ? Optional.of(QUIET.minus(age)) : attempt(content, age);
  }

  private Optional<Duration> attempt(Content content, Duration age) {
    try {
      taker.take(content);
    } catch (SettingsException e) {
      if (age.compareTo(PATIENCE) < 0) {
        return Optional.of(PATIENCE.minus(age));
      }
      taker.refuse(e);
    } catch (IOException e) {
      taker.fail(e);
      handled = null;
      return Optional.empty();
    }
    handled = content;
    seen = null;
    return Optional.empty();
  }
}
