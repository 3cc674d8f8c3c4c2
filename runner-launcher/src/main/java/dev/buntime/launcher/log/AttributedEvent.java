package dev.buntime.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLine;
import dev.buntime.log.LogSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/**
 * An event of Logback of which is known whose it is, and in which no secrets are: whatever appender
 * writes it, and in whatever pattern.
 *
 * <p>The MDC has the keys {@code app}, {@code version} and {@code worker} for patterns; what an app
 * has put there under these names is not there.
 */
final class AttributedEvent implements ILoggingEvent {
  /** Characters of the longest message. */
  static final int LONGEST = 32_768;

  private final ILoggingEvent event;
  private final String logger;
  private final String message;
  private final @Nullable IThrowableProxy failure;
  private final Map<String, String> context;
  private final LogLine line;

  /** Reads all that has to be read on the thread that logs. */
  AttributedEvent(ILoggingEvent event, @Nullable LogSource source, Secrets secrets) {
    this.event = event;
    this.logger = secrets.mask(event.getLoggerName());
    this.message =
        secrets.mask(event.getLoggerName(), event.getFormattedMessage() + pairs(event), LONGEST);
    this.failure = MaskedThrowable.of(event.getThrowableProxy(), secrets);
    this.context = context(event.getMDCPropertyMap(), source);
    this.line =
        new LogLine(
            event.getInstant(),
            level(event.getLevel()),
            logger,
            message,
            event.getThreadName(),
            source,
            masked(context.get("requestId"), secrets),
            masked(context.get("traceId"), secrets),
            failure == null ? null : StackTrace.of(failure));
  }

  /** All that the runner's own formats and the newest lines need. */
  LogLine line() {
    return line;
  }

  /** What a caller has added by names, as a part of the message. */
  private static String pairs(ILoggingEvent event) {
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    return pairs == null
        ? ""
        : pairs.stream()
            .map(pair -> " " + pair.key + "=" + pair.value)
            .collect(Collectors.joining());
  }

  private static @Nullable String masked(@Nullable String text, Secrets secrets) {
    return text == null || text.isEmpty() ? null : secrets.mask("", text, LONGEST);
  }

  private static Map<String, String> context(
      @Nullable Map<String, String> before, @Nullable LogSource source) {
    Map<String, String> context = before == null ? new HashMap<>() : new HashMap<>(before);
    context.remove("app");
    context.remove("version");
    context.remove("worker");
    if (source != null) {
      context.put("app", source.app());
      context.put("version", source.version());
      if (source.worker() != null) {
        context.put("worker", source.worker());
      }
    }
    return context;
  }

  /** The runner has no level below DEBUG. */
  static LogLevel level(Level level) {
    return switch (level.toInt()) {
      case Level.ERROR_INT -> LogLevel.ERROR;
      case Level.WARN_INT -> LogLevel.WARN;
      case Level.INFO_INT -> LogLevel.INFO;
      default -> LogLevel.DEBUG;
    };
  }

  @Override
  public String getThreadName() {
    return event.getThreadName();
  }

  @Override
  public Level getLevel() {
    return event.getLevel();
  }

  @Override
  public String getMessage() {
    return message;
  }

  @Override
  public Object @Nullable [] getArgumentArray() {
    return null; // they are in the message
  }

  @Override
  public String getFormattedMessage() {
    return message;
  }

  @Override
  public String getLoggerName() {
    return logger;
  }

  @Override
  public LoggerContextVO getLoggerContextVO() {
    return event.getLoggerContextVO();
  }

  @Override
  public @Nullable IThrowableProxy getThrowableProxy() {
    return failure;
  }

  @Override
  public StackTraceElement[] getCallerData() {
    return event.getCallerData();
  }

  @Override
  public boolean hasCallerData() {
    return event.hasCallerData();
  }

  @Override
  public List<Marker> getMarkerList() {
    return event.getMarkerList();
  }

  @Override
  public Map<String, String> getMDCPropertyMap() {
    return context;
  }

  @Override
  @SuppressWarnings("deprecation")
  public Map<String, String> getMdc() {
    return context;
  }

  @Override
  public long getTimeStamp() {
    return event.getTimeStamp();
  }

  @Override
  public int getNanoseconds() {
    return event.getNanoseconds();
  }

  @Override
  public long getSequenceNumber() {
    return event.getSequenceNumber();
  }

  @Override
  public @Nullable List<KeyValuePair> getKeyValuePairs() {
    return null; // they are in the message
  }

  @Override
  public void prepareForDeferredProcessing() {
    // All is there.
  }
}
