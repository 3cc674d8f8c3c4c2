package dev.buntime.sandbox.internal.census;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import dev.buntime.testing.NoDriver;
import java.lang.management.ManagementFactory;
import java.net.ProxySelector;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import javax.management.ObjectName;
import org.slf4j.Marker;

/** Leaves things behind in the JVM, one kind for each word; gives what takes it away again. */
public final class LeakyApp implements Function<String, AutoCloseable> {
  /** What the JVM might hold of the app. */
  public record Treasure(String name) {}

  /** An MBean. */
  public interface GaugeMBean {
    int getValue();
  }

  @Override
  public AutoCloseable apply(String kind) {
    try {
      return leak(kind);
    } catch (Exception e) {
      throw new IllegalStateException(kind, e);
    }
  }

  private static AutoCloseable leak(String kind) throws Exception {
    return switch (kind) {
      case "thread" -> thread();
      case "virtual thread" -> virtualThread();
      case "thread by context" -> threadByContext();
      case "thread local" -> threadLocal();
      case "shutdown hook" -> shutdownHook();
      case "driver" -> driver();
      case "mbean" -> mbean();
      case "timer" -> timer();
      case "task of a foreign timer" -> foreignTimer();
      case "log handler" -> logHandler();
      case "appender" -> appender();
      case "turbo filter" -> turboFilter();
      case "listener of Logback" -> logbackListener();
      case "proxy selector" -> proxySelector();
      default -> () -> {};
    };
  }

  private static AutoCloseable thread() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    Thread thread = new Thread(() -> await(end), "poller");
    thread.setContextClassLoader(null);
    thread.setDaemon(true);
    thread.start();
    return () -> end(end, thread);
  }

  private static AutoCloseable virtualThread() throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    Thread thread =
        Thread.ofVirtual()
            .name("v")
            .start(() -> {
              begun.countDown();
              await(end);
            });
    begun.await();
    return () -> end(end, thread);
  }

  private static AutoCloseable threadByContext() {
    return Foreign.threadWithContext(LeakyApp.class.getClassLoader());
  }

  private static AutoCloseable threadLocal() throws Exception {
    Foreign.POOL.submit(() -> Foreign.VARIABLE.set(List.of(new Treasure("x")))).get();
    return () -> Foreign.POOL.submit(Foreign.VARIABLE::remove).get();
  }

  private static AutoCloseable shutdownHook() {
    Thread hook = new Thread(() -> {}, "goodbye");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> Runtime.getRuntime().removeShutdownHook(hook);
  }

  private static AutoCloseable driver() throws SQLException {
    Driver driver = new LeakyDriver();
    DriverManager.registerDriver(driver);
    return () -> DriverManager.deregisterDriver(driver);
  }

  private static AutoCloseable mbean() throws Exception {
    ObjectName name = new ObjectName("leaky:type=Gauge");
    ManagementFactory.getPlatformMBeanServer().registerMBean(new Gauge(), name);
    return () -> ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
  }

  private static AutoCloseable timer() {
    Timer timer = new Timer("refresh", true);
    timer.schedule(new Nothing(), Long.MAX_VALUE / 2);
    return timer::cancel;
  }

  private static AutoCloseable foreignTimer() {
    TimerTask task = new Nothing();
    Foreign.TIMER.schedule(task, Long.MAX_VALUE / 2);
    return () -> {
      task.cancel();
      Foreign.TIMER.purge();
      Foreign.letTimerForget();
    };
  }

  private static AutoCloseable logHandler() {
    Handler handler = new NoHandler();
    Foreign.LOGGER.addHandler(handler);
    return () -> Foreign.LOGGER.removeHandler(handler);
  }

  private static AutoCloseable appender() {
    Appender<ILoggingEvent> appender = new NoAppender();
    Foreign.LOGBACK.addAppender(appender);
    return () -> Foreign.LOGBACK.detachAppender(appender);
  }

  private static AutoCloseable turboFilter() {
    TurboFilter filter = new NoFilter();
    Foreign.LOGBACK.getLoggerContext().addTurboFilter(filter);
    return () -> Foreign.LOGBACK.getLoggerContext().getTurboFilterList().remove(filter);
  }

  private static AutoCloseable logbackListener() {
    LoggerContextListener listener = new NoListener();
    Foreign.LOGBACK.getLoggerContext().addListener(listener);
    return () -> Foreign.LOGBACK.getLoggerContext().removeListener(listener);
  }

  private static AutoCloseable proxySelector() {
    ProxySelector before = ProxySelector.getDefault();
    ProxySelector.setDefault(new NoProxies());
    return () -> ProxySelector.setDefault(before);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(CountDownLatch latch, Thread thread) throws InterruptedException {
    latch.countDown();
    thread.join();
  }

  /** A gauge. */
  public static final class Gauge implements GaugeMBean {
    @Override
    public int getValue() {
      return 1;
    }
  }

  private static final class Nothing extends TimerTask {
    @Override
    public void run() {
      // Never due.
    }
  }

  private static final class NoHandler extends Handler {
    @Override
    public void publish(LogRecord record) {}

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  private static final class NoAppender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {}
  }

  private static final class NoFilter extends TurboFilter {
    @Override
    public FilterReply decide(
        Marker marker,
        ch.qos.logback.classic.Logger logger,
        Level level,
        String format,
        Object[] parameters,
        Throwable failure) {
      return FilterReply.NEUTRAL;
    }
  }

  private static final class NoListener implements LoggerContextListener {
    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onReset(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(ch.qos.logback.classic.Logger logger, Level level) {}
  }

  private static final class NoProxies extends ProxySelector {
    @Override
    public List<java.net.Proxy> select(java.net.URI uri) {
      return List.of(java.net.Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(
        java.net.URI uri, java.net.SocketAddress address, java.io.IOException failure) {}
  }

  /** Its class is of the app's class loader. */
  private static final class LeakyDriver extends NoDriver {}
}
