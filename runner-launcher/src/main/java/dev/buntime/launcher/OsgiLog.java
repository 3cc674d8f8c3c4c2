package dev.buntime.launcher;

import ch.qos.logback.classic.Level;
import dev.buntime.launcher.log.LogHub;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
import org.osgi.service.log.admin.LoggerAdmin;
import org.slf4j.LoggerFactory;

/**
 * Takes what bundles tell the OSGi log to the log: without it nobody would hear of a component that
 * does not start.
 *
 * <p>Felix' own bridge is silent since Logback 1.3: it makes events without a logger context.
 */
final class OsgiLog implements LogListener {
  private static final String FILTER =
      "(|(%1$s=%2$s)(%1$s=%3$s))"
          .formatted(
              Constants.OBJECTCLASS, LogReaderService.class.getName(), LoggerAdmin.class.getName());

  /** Loggers of the events of the framework, of which there are very many. */
  private static final String EVENTS = "Events";

  private static final List<String> KINDS = List.of("Bundle", "Framework", "Service");

  private final LogHub hub;
  private volatile @Nullable LoggerAdmin admin;

  private OsgiLog(LogHub hub) {
    this.hub = hub;
  }

  /** Begins to listen as soon as there is an OSGi log; to be called before the bundles start. */
  static void follow(BundleContext context, LogHub hub) {
    var log = new OsgiLog(hub);
    hub.onLevels(log::setLevels);
    AllServiceListener arrival =
        event -> {
          switch (event.getType()) {
            case ServiceEvent.REGISTERED -> log.listenTo(context, event.getServiceReference());
            case ServiceEvent.UNREGISTERING -> log.admin = null; // the framework starts again
            default -> {}
          }
        };
    try {
      context.addServiceListener(arrival, FILTER);
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private void listenTo(BundleContext context, ServiceReference<?> reference) {
    switch (context.getService(reference)) {
      case LogReaderService reader -> reader.addLogListener(this);
      case LoggerAdmin found -> {
        admin = found;
        setLevels();
      }
      case null, default -> {}
    }
  }

  /** Has the OSGi log tell what may be wanted; the log decides. */
  private void setLevels() {
    LoggerAdmin found = admin;
    if (found == null) {
      return;
    }
    var levels = new HashMap<String, LogLevel>();
    levels.put(Logger.ROOT_LOGGER_NAME, LogLevel.valueOf(hub.finest().name()));
    for (String kind : KINDS) {
      levels.put(EVENTS + "." + kind, eventLevel());
    }
    hub.levels()
        .loggers()
        .forEach((name, level) -> levels.put(name, LogLevel.valueOf(level.name())));
    found.getLoggerContext(null).setLogLevels(levels);
  }

  private static LogLevel eventLevel() {
    org.slf4j.Logger events = LoggerFactory.getLogger(EVENTS);
    return events.isDebugEnabled()
        ? LogLevel.DEBUG
        : events.isInfoEnabled() ? LogLevel.INFO : LogLevel.WARN;
  }

  @Override
  public void logged(LogEntry entry) {
    hub.log(
        nameOf(entry),
        levelOf(entry.getLogLevel()),
        String.valueOf(entry.getMessage()),
        entry.getException(),
        hub.sourceOf(entry.getBundle()));
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
