package dev.buntime.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import dev.buntime.launcher.log.LogHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The log of the runner: Logback, set up by {@code logback.xml} and the settings. */
final class Logging {
  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final LogHub hub;

  private Logging(Settings settings, DataFolder data) throws Refusal {
    configure(settings, data, fileIn(settings));
    rehearse();
    hub =
        LogHub.install(
            context,
            settings.log().live(),
            data.logs(),
            settings.log().files(),
            settings.log().secrets());
  }

  /**
   * Starts to log as the settings say; {@code java.util.logging} and what is printed end up there,
   * too.
   *
   * @throws Refusal if {@code logback.xml} is missing or wrong, or the log file cannot be written
   */
  static Logging start(Settings settings, DataFolder data) throws Refusal {
    var logging = new Logging(settings, data);
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return logging;
  }

  /** What the bundles are offered. */
  LogHub hub() {
    return hub;
  }

  private static Path fileIn(Settings settings) {
    Path own = settings.config().resolve("logback.xml");
    return Files.exists(own) ? own : settings.home().resolve("config/logback.xml");
  }

  private void configure(Settings settings, DataFolder data, Path file) throws Refusal {
    LogStart log = settings.log();
    context.reset();
    context.putProperty("level", log.level().word());
    context.putProperty("libraryLevel", log.level().ofLibraries().word());
    context.putProperty("logs", data.logs().toString());
    context.putProperty("fileSize", Long.toString(log.files().size()));
    context.putProperty("fileDays", Integer.toString(log.files().days()));
    context.putProperty("fileTotal", Long.toString(log.files().total()));
    var configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(file.toFile());
    } catch (JoranException e) {
      throw wrong(file, firstError().orElse(String.valueOf(e.getMessage())), e);
    }
    Optional<String> error = firstError();
    if (error.isPresent()) {
      throw wrong(file, error.get(), null);
    }
  }

  /**
   * Makes ready what a stack trace in the log needs, and writes nothing. The first one may come
   * when the heap is full, and a class that cannot be made ready then never can be: from then on
   * whoever logs a stack trace would fail.
   */
  private void rehearse() {
    Throwable failure = new IllegalStateException(new IllegalArgumentException());
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var event =
        new LoggingEvent(
            Logging.class.getName(), root, Level.ERROR, "a rehearsal", failure, new Object[0]);
    root.iteratorForAppenders().forEachRemaining(appender -> rehearse(appender, event));
  }

  private static void rehearse(Appender<ILoggingEvent> appender, ILoggingEvent event) {
    if (appender instanceof OutputStreamAppender<ILoggingEvent> writing) {
      var _ = writing.getEncoder().encode(event);
    }
  }

  private Optional<String> firstError() {
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() == Status.ERROR)
        .map(Status::getMessage)
        .findFirst();
  }

  private static Refusal wrong(Path file, String problem, @Nullable Exception cause) {
    return new Refusal(
        "The log settings %s are wrong: %s.".formatted(file, problem.replaceFirst("\\.+$", "")),
        cause);
  }

  /** Writes what is not written yet and closes the files. */
  void stop() {
    hub.stop();
  }
}
