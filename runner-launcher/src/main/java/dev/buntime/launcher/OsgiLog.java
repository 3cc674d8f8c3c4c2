package dev.buntime.launcher;

import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Takes what bundles tell the OSGi log to the log: without it nobody would hear of a component that
 * does not start.
 *
 * <p>Felix' own bridge is silent since Logback 1.3: it makes events without a logger context.
 */
final class OsgiLog implements LogListener {
  private static final String FILTER =
      "(" + Constants.OBJECTCLASS + "=" + LogReaderService.class.getName() + ")";

  private OsgiLog() {}

  /** Begins to listen as soon as there is an OSGi log; to be called before the bundles start. */
  static void follow(BundleContext context) {
    var log = new OsgiLog();
    AllServiceListener arrival =
        event -> {
          if (event.getType() == ServiceEvent.REGISTERED) {
            log.listenTo(context, event.getServiceReference());
          }
        };
    try {
      context.addServiceListener(arrival, FILTER);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listenTo(BundleContext context, ServiceReference<?> reference) {
    if (context.getService(reference) instanceof LogReaderService reader) {
      reader.addLogListener(this);
    }
  }

  @Override
  public void logged(LogEntry entry) {
    LoggerFactory.getLogger(nameOf(entry))
        .atLevel(levelOf(entry.getLogLevel()))
        .setCause(entry.getException())
        .log(entry.getMessage());
  }

  private static String nameOf(LogEntry entry) {
    String name = entry.getLoggerName();
    boolean isOfBundle =
        name == null || name.equals(Logger.ROOT_LOGGER_NAME) || name.startsWith("LogService");
    return isOfBundle ? String.valueOf(entry.getBundle().getSymbolicName()) : name;
  }

  private static Level levelOf(LogLevel level) {
    return switch (level) {
      case AUDIT, INFO -> Level.INFO;
      case ERROR -> Level.ERROR;
      case WARN -> Level.WARN;
      case DEBUG -> Level.DEBUG;
      case TRACE -> Level.TRACE;
    };
  }
}
