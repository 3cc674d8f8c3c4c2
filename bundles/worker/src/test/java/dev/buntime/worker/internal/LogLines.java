package dev.buntime.worker.internal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.rules.ExternalResource;
import org.slf4j.LoggerFactory;

/** What a class logs during a test. */
final class LogLines extends ExternalResource {
  private final Logger logger;
  private final Level level;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /**
   * @param level the lowest that counts
   */
  LogLines(Class<?> of, Level level) {
    this.logger = (Logger) LoggerFactory.getLogger(of);
    this.level = level;
  }

  @Override
  protected void before() {
    logger.setLevel(level);
    log.start();
    logger.addAppender(log);
  }

  @Override
  protected void after() {
    logger.detachAppender(log);
    logger.setLevel(null);
  }

  /** What was logged up to now. */
  List<ILoggingEvent> events() {
    return List.copyOf(log.list);
  }
}
