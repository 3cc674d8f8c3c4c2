package dev.buntime.launcher.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.buntime.log.AccessEntry;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.AccessLog;
import dev.buntime.log.LogSettings.Access;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The access log: a file of its own, written by a thread of its own, rolled like the other one.
 * There is no file before the first request that is logged. Thread-safe.
 *
 * <p>No logger leads to it, so no app can write into it.
 */
final class RequestFile implements AccessLog {
  private static final int QUEUE = 8192;

  private final LoggerContext context;
  private final Path folder;
  private final FileLimits limits;
  private final Secrets secrets;
  private final Logger logger;
  private volatile Access settings = new Access(false, AccessFormat.COMBINED);
  private volatile @Nullable AsyncAppender appender; // changed under the lock of this

  RequestFile(LoggerContext context, Path folder, FileLimits limits, Secrets secrets) {
    this.secrets = secrets;
    this.context = context;
    this.folder = folder;
    this.limits = limits;
    this.logger = context.getLogger("dev.buntime.access");
  }

  /** Takes other settings. */
  synchronized void configure(Access next) {
    settings = next;
    AsyncAppender running = appender;
    if (next.enabled() && running == null) {
      appender = start();
    } else if (!next.enabled() && running != null) {
      appender = null;
      running.stop();
    }
  }

  /** Writes what is not written yet. */
  synchronized void stop() {
    configure(new Access(false, settings.format()));
  }

  @Override
  public boolean isOn() {
    return appender != null;
  }

  @Override
  public void write(AccessEntry entry) {
    AsyncAppender running = appender;
    if (running != null) {
      String line =
          settings.format() == AccessFormat.JSON
              ? AccessLine.json(masked(entry))
              : AccessLine.combined(masked(entry));
      running.doAppend(new KnownEvent(logger, Level.INFO, line, null, null));
    }
  }

  /** What the client chose may have a secret in it by mistake. */
  private AccessEntry masked(AccessEntry entry) {
    return new AccessEntry(
        entry.time(),
        entry.client(),
        entry.method(),
        secrets.mask(entry.path()),
        entry.protocol(),
        entry.status(),
        entry.bytes(),
        entry.millis(),
        entry.referer() == null ? null : secrets.mask(entry.referer()),
        entry.agent() == null ? null : secrets.mask(entry.agent()),
        entry.requestId() == null ? null : secrets.mask(entry.requestId()),
        entry.traceId(),
        entry.app(),
        entry.version());
  }

  private AsyncAppender start() {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setPattern("%msg%n");
    encoder.start();
    LogFile<ILoggingEvent> file = new LogFile<>();
    file.setContext(context);
    file.setName("access-file");
    file.setFile(folder.resolve("access.log").toString());
    file.setEncoder(encoder);
    SizeAndTimeBasedRollingPolicy<ILoggingEvent> rolling = new SizeAndTimeBasedRollingPolicy<>();
    rolling.setContext(context);
    rolling.setParent(file);
    rolling.setFileNamePattern(folder.resolve("access.%d{yyyy-MM-dd}.%i.log.gz").toString());
    rolling.setMaxFileSize(new FileSize(limits.size()));
    rolling.setMaxHistory(limits.days());
    rolling.setTotalSizeCap(new FileSize(limits.total()));
    rolling.start();
    file.setRollingPolicy(rolling);
    file.start();
    AsyncAppender async = new AsyncAppender();
    async.setContext(context);
    async.setName("access");
    async.setQueueSize(QUEUE);
    async.setNeverBlock(true);
    async.setDiscardingThreshold(0);
    async.addAppender(file);
    async.start();
    return async;
  }
}
