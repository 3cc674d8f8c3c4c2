package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import dev.buntime.log.AccessLog;
import dev.buntime.log.AuditLog;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogQuery;
import dev.buntime.log.LogSettings;
import dev.buntime.log.LogSource;
import dev.buntime.log.LogTail;
import dev.buntime.log.LogTarget;
import dev.buntime.log.RunnerLog;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * The log of the runner: puts itself between Logback's loggers and their appenders, takes over
 * standard output and standard error, and does what the settings say.
 *
 * <pre>
 * SLF4J, java.util.logging, commons-logging ─► Logback's loggers ─┐
 * System.out, System.err, OSGi log ──────────────────────────────┴► SourceAppender
 *                                          whose is it? too many? secrets? │
 *                                 standard error ◄─ files ◄─ newest lines ◄┘
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class LogHub implements RunnerLog, EventSink {
  private static final int LINES = 2000;
  private static final long CHARACTERS = 4L << 20;
  private static final int IDLE_SECONDS = 30;

  private final LoggerContext context;
  private final AtomicReference<LogFormat> format;
  private final LevelBoard levels;
  private final FloodGate gate;
  private final Secrets secrets = new Secrets();
  private final RecentLines recent = new RecentLines(LINES, CHARACTERS);
  private final RequestFile requests;
  private final AuditFile audit;
  private final ScheduledThreadPoolExecutor timer = timer();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  private LogHub(LoggerContext context, LogSettings settings, Path folder, FileLimits limits) {
    this.context = context;
    this.format = new AtomicReference<>(settings.format());
    this.levels = new LevelBoard(context, settings.levels().level());
    FloodReport report = new FloodReport(timer, this::gate, loggerOf(FloodReport.class));
    this.gate = new FloodGate(settings.flood(), System::nanoTime, report::request);
    this.requests = new RequestFile(context, folder, limits, secrets);
    this.audit =
        new AuditFile(folder, limits, secrets, InstantSource.system(), loggerOf(AuditFile.class));
  }

  private Logger loggerOf(Class<?> type) {
    return context.getLogger(type);
  }

  private FloodGate gate() {
    return gate;
  }

  /**
   * Takes over.
   *
   * @param context as {@code logback.xml} has made it, with the level of the settings
   * @param settings those of the start
   * @param folder of the log files
   * @param limits of the files of the access log and of the audit log
   * @param secrets values that must not be in any line
   */
  public static LogHub install(
      LoggerContext context,
      LogSettings settings,
      Path folder,
      FileLimits limits,
      Collection<String> secrets) {
    LogHub hub = new LogHub(context, settings, folder, limits);
    hub.secrets.set("", secrets);
    LineEncoder.share(context, hub.format);
    hub.standBeforeAppenders();
    context
        .getStatusManager()
        .add(new FileWatch(hub.timer, System::nanoTime, hub.loggerOf(FileWatch.class)));
    System.setOut(new CapturedStream(new Captured("stdout", Level.INFO, hub.secrets, hub)));
    System.setErr(new CapturedStream(new Captured("stderr", Level.WARN, hub.secrets, hub)));
    hub.configure(settings);
    return hub;
  }

  /** Its one thread is there only while there is something to do. */
  private static ScheduledThreadPoolExecutor timer() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread =
                  Thread.ofPlatform()
                      .group(group)
                      .name("log")
                      .daemon()
                      .inheritInheritableThreadLocals(false)
                      .unstarted(task);
              thread.setContextClassLoader(LogHub.class.getClassLoader());
              return thread;
            });
    timer.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return timer;
  }

  private void standBeforeAppenders() {
    recent.setContext(context);
    recent.setName("recent");
    recent.start();
    for (Logger logger : context.getLoggerList()) {
      List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
      for (Iterator<Appender<ILoggingEvent>> each = logger.iteratorForAppenders();
          each.hasNext(); ) {
        appenders.add(each.next());
      }
      appenders.forEach(this::keepOffCapture);
      appenders.forEach(logger::detachAppender);
      if (logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME)) {
        appenders.add(recent);
      }
      if (!appenders.isEmpty()) {
        SourceAppender before = new SourceAppender(appenders, gate, secrets);
        before.setContext(context);
        before.setName("source");
        before.start();
        logger.addAppender(before);
      }
    }
  }

  /** What goes to the console must not come back as something that was printed. */
  private void keepOffCapture(Appender<ILoggingEvent> appender) {
    if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
      console.setOutputStream(
          new UnclosedStream(console.getTarget().equals("System.out") ? out : err));
    }
  }

  /** Hears that levels were set, on the thread that sets them. */
  public void onLevels(Runnable listener) {
    levels.onChange(listener);
  }

  /** The least grave level that anything may have; loggers that are named may have a lesser one. */
  public LogLevel finest() {
    return levels.finest();
  }

  /** The access log. */
  public AccessLog requests() {
    return requests;
  }

  /** The audit log. */
  public AuditLog audit() {
    return audit;
  }

  /** Whose the lines of a bundle are; null for the runner. */
  public @Nullable LogSource sourceOf(@Nullable Bundle bundle) {
    return bundle == null ? null : Attribution.ofBundle(bundle);
  }

  @Override
  public void configure(LogSettings settings) {
    format.set(settings.format());
    gate.limit(settings.flood());
    levels.configure(settings.levels());
    requests.configure(settings.access());
  }

  @Override
  public LogLevels levels() {
    return levels.inForce();
  }

  @Override
  public Overrides overrides() {
    return levels.overrides();
  }

  @Override
  public void override(LogTarget target, Optional<LogLevel> level) {
    levels.override(target, level);
  }

  @Override
  public List<LogLine> newest(LogQuery query, int most) {
    return recent.newest(query, most);
  }

  @Override
  public LogTail follow(LogQuery query) {
    return recent.follow(query);
  }

  @Override
  public void conceal(String owner, Collection<String> values) {
    secrets.set(owner, values);
  }

  @Override
  public Map<String, Long> suppressed() {
    return gate.suppressed();
  }

  @Override
  public void log(
      String logger,
      Level level,
      String message,
      @Nullable Throwable failure,
      @Nullable LogSource source) {
    Logger logback = context.getLogger(logger);
    if (levels.isEnabled(logback, level, source == null ? null : source.app())) {
      logback.callAppenders(new KnownEvent(logback, level, message, failure, source));
    }
  }

  /** Gives standard output and standard error back, writes what is not written, closes files. */
  public void stop() {
    System.setOut(out);
    System.setErr(err);
    requests.stop();
    timer.shutdown();
    context.stop();
  }
}
