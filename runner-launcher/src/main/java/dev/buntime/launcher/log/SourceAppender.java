package dev.buntime.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.util.ReentryGuard;
import ch.qos.logback.core.util.ReentryGuardFactory;
import dev.buntime.log.LogSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the appenders of a logger: finds out whose an event is, leaves it out if it is one
 * too many, and hands it on without secrets. Takes no lock; code of apps that a message needs runs
 * here, before any appender has taken one.
 */
final class SourceAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
  private static final String RUNNER = "dev.buntime.";

  private final List<Appender<ILoggingEvent>> appenders;
  private final FloodGate gate;
  private final Secrets secrets;

  SourceAppender(List<Appender<ILoggingEvent>> appenders, FloodGate gate, Secrets secrets) {
    this.appenders = List.copyOf(appenders);
    this.gate = gate;
    this.secrets = secrets;
  }

  /** Those that it stands before. */
  List<Appender<ILoggingEvent>> appenders() {
    return appenders;
  }

  /** None: what is logged while a message is made is logged, too. The appenders have their own. */
  @Override
  protected ReentryGuard buildReentryGuard() {
    return ReentryGuardFactory.makeGuard(ReentryGuardFactory.GuardType.NOP);
  }

  @Override
  protected void append(ILoggingEvent event) {
    LogSource source = event instanceof KnownEvent known ? known.source() : Attribution.ofCode();
    if (isOneTooMany(event, source)) {
      return;
    }
    AttributedEvent attributed = new AttributedEvent(event, source, secrets);
    for (Appender<ILoggingEvent> appender : appenders) {
      appender.doAppend(attributed);
    }
  }

  /** What the runner says on a thread of an app is never too much. */
  private boolean isOneTooMany(ILoggingEvent event, @Nullable LogSource source) {
    if (source == null || gate.admits(source.app())) {
      return false;
    }
    if (event.getLoggerName().startsWith(RUNNER) && Attribution.isRunnersCode()) {
      return false;
    }
    gate.suppressed(source.app());
    return true;
  }

  @Override
  public void stop() {
    super.stop();
    appenders.forEach(Appender::stop);
  }
}
