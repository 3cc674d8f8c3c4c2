package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogOwner;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogSettings;
import dev.buntime.log.LogSource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A log of its own, with one appender whose output can be read. */
public final class HubRule extends ExternalResource {
  static final LogQuery ALL = new LogQuery(null, LogLevel.DEBUG);

  final LoggerContext context = new LoggerContext();
  final LogbackMDCAdapter mdc = new LogbackMDCAdapter();
  final TemporaryFolder folder;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private @Nullable LogHub hub;

  /**
   * @param folder of the log files; its rule is around this one
   */
  HubRule(TemporaryFolder folder) {
    this.folder = folder;
  }

  @Override
  protected void before() {
    context.setMDCAdapter(mdc);
    OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    LineEncoder encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setOutputStream(written);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
    context.getLogger("org.apache").setLevel(Level.WARN);
    hub =
        LogHub.install(
            context,
            settings(LogFormat.PRETTY),
            folder.getRoot().toPath(),
            new FileLimits(1024, 1, 1 << 20),
            List.of("known-secret"));
  }

  static LogSettings settings(LogFormat format) {
    return settings(new LogLevels(LogLevel.INFO), format);
  }

  static LogSettings settings(LogLevels levels, LogFormat format) {
    return new LogSettings(
        levels,
        format,
        new LogSettings.Flood(0, 1),
        new LogSettings.Access(false, AccessFormat.COMBINED));
  }

  LogHub hub() {
    return Objects.requireNonNull(hub);
  }

  Logger logger(String name) {
    return context.getLogger(name);
  }

  /** What was written, line by line. */
  List<String> lines() {
    return written.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  protected void after() {
    hub().stop();
  }

  /** Runs a task on a thread that a worker's app has made, and waits for its end. */
  static void runAs(String worker, Runnable task) throws InterruptedException {
    Thread thread = new Thread(new Group(worker), task, "made-by-app");
    thread.start();
    thread.join();
  }

  /** The thread group of a worker. */
  static final class Group extends ThreadGroup implements LogOwner {
    private final LogSource source;

    Group(String worker) {
      super(worker);
      source = LogSource.ofWorker(worker);
    }

    @Override
    public LogSource logSource() {
      return source;
    }
  }
}
