package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.buntime.launcher.log.LogHub;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;

public final class OsgiLogTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private LogHub hub;
  private Platform platform;
  private BundleContext context;

  @Before
  public void setUp() throws Exception {
    String storage = folder.newFolder("storage").toString();
    platform =
        new Platform(
            Map.of("org.osgi.framework.storage", storage), folder.newFolder("bundles").toPath());
    context = platform.prepare();
    written.start();
    root.addAppender(written);
    hub =
        LogHub.install(
            root.getLoggerContext(),
            TestLog.START.live(),
            folder.getRoot().toPath(),
            TestLog.START.files(),
            List.of());
  }

  @After
  public void tearDown() throws Exception {
    platform.stop();
    hub.stop();
  }

  @Test
  public void follow_takesTheEntriesOfALogThatComesLater() {
    OsgiLog.follow(context, hub);
    var log = new Log();
    context.registerService(LogReaderService.class, log, null);
    var failure = new IllegalStateException("on purpose");

    log.tell(entry("a.b.C", LogLevel.ERROR, "does not start", failure));
    log.tell(entry("ROOT", LogLevel.WARN, "of a bundle", null));
    log.tell(entry("LogService.some", LogLevel.AUDIT, "of a bundle too", null));

    assertThat(written.list)
        .extracting(ILoggingEvent::getLoggerName)
        .containsExactly("a.b.C", "org.apache.felix.framework", "org.apache.felix.framework");
    assertThat(written.list)
        .extracting(ILoggingEvent::getLevel)
        .containsExactly(Level.ERROR, Level.WARN, Level.INFO);
    ILoggingEvent error = written.list.getFirst();
    assertThat(error.getFormattedMessage()).isEqualTo("does not start");
    assertThat(error.getThrowableProxy().getMessage()).isEqualTo("on purpose");
  }

  private LogEntry entry(
      String logger, LogLevel level, String message, @Nullable Exception exception) {
    var values = new HashMap<String, @Nullable Object>();
    values.put("getBundle", context.getBundle());
    values.put("getLoggerName", logger);
    values.put("getLogLevel", level);
    values.put("getMessage", message);
    values.put("getException", exception);
    return (LogEntry)
        Proxy.newProxyInstance(
            LogEntry.class.getClassLoader(),
            new Class<?>[] {LogEntry.class},
            (_, method, _) -> values.get(method.getName()));
  }

  /** An OSGi log that tells its listeners at once. */
  private static final class Log implements LogReaderService {
    private final List<LogListener> listeners = new ArrayList<>();

    @Override
    public void addLogListener(LogListener listener) {
      listeners.add(listener);
    }

    @Override
    public void removeLogListener(LogListener listener) {
      listeners.remove(listener);
    }

    @Override
    public Enumeration<LogEntry> getLog() {
      return Collections.emptyEnumeration();
    }

    void tell(LogEntry entry) {
      listeners.forEach(listener -> listener.logged(entry));
    }
  }
}
