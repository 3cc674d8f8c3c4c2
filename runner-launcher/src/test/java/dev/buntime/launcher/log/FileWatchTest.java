package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.Assume.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.read.ListAppender;
import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.status.Status;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** A file that cannot be written, and the one of the shipped {@code logback.xml}. */
public final class FileWatchTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private final LoggerContext context = new LoggerContext();
  private @Nullable LogHub started;

  @After
  public void tearDown() {
    if (started != null) {
      started.stop();
    }
  }

  @Test
  public void aFullDisk_stopsTheFile_andNothingElse() throws Exception {
    Path file = file();
    Path full = Path.of("/dev/full");
    assumeTrue("there is no /dev/full", Files.exists(full));
    Files.createSymbolicLink(file, full);
    plainFile(file);
    LogHub hub = install(1 << 20);

    log().info("one");
    log().info("two");
    await()
        .until(() -> messages(hub).stream().anyMatch(line -> line.contains("cannot be written")));

    assertThat(messages(hub)).contains("one", "two");
    assertThat(hub.newest(HubRule.ALL, 100))
        .filteredOn(line -> line.message().contains("cannot be written"))
        .singleElement()
        .satisfies(line -> {
          assertThat(line.level().word()).isEqualTo("warn");
          assertThat(line.message()).contains(file.toString(), "No space left");
        });

    Files.delete(file); // there is room again
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> {
          log().info("tried again");
          return Files.exists(file) && Files.readString(file).contains("tried again");
        });
    assertThat(messages(hub)).filteredOn(line -> line.contains("cannot be written")).hasSize(1);
  }

  @Test
  public void status_isSaidOnce_andTheRecoveryWhenItLasts() {
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    context.setMDCAdapter(new LogbackMDCAdapter());
    log().addAppender(said);
    Timer timer = new Timer();
    AtomicLong now = new AtomicLong();
    FileWatch watch = new FileWatch(timer, now::incrementAndGet, log());
    Status failed =
        new ErrorStatus("IO failure while writing to file [a]", this, new IOException("full"));
    Status recovered = new InfoStatus("Recovered from IO failure on file [a]", this);

    watch.addStatusEvent(failed);
    watch.addStatusEvent(recovered);
    watch.addStatusEvent(failed);
    timer.runAll();
    assertThat(said.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .startsWith("The log cannot be written to file [a]: full.");

    watch.addStatusEvent(recovered);
    timer.runAll();
    assertThat(said.list.getLast().getFormattedMessage()).isEqualTo("The log goes on in file [a]");
    watch.addStatusEvent(failed);
    timer.runAll();
    assertThat(said.list).hasSize(3);
    timer.shutdownNow();
  }

  /** Runs tasks when it is told to. */
  private static final class Timer extends ScheduledThreadPoolExecutor {
    private final List<Runnable> tasks = new ArrayList<>();

    Timer() {
      super(0);
    }

    @Override
    public void execute(Runnable task) {
      tasks.add(task);
    }

    @Override
    public @Nullable ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      tasks.add(task);
      return null;
    }

    void runAll() {
      List<Runnable> now = List.copyOf(tasks);
      tasks.clear();
      now.forEach(Runnable::run);
    }
  }

  @Test
  public void aFile_isRolledWhenItIsFull_andOldOnesAreBounded() throws Exception {
    LogHub hub = start(2048);
    Path file = file();

    for (int i = 0; i < 2000; i++) {
      log().info("line {} {}", i, "x".repeat(60));
    }
    assertThat(Files.size(file)).isLessThan(4096);
    assertThat(Files.readString(file)).contains("line 1999 ");
    await().until(() -> !rolled().isEmpty());
    hub.stop(); // waits for what is being compressed
    assertThat(rolled().size()).as("of some 130").isPositive().isLessThan(100);
  }

  private List<Path> rolled() throws Exception {
    try (Stream<Path> files = Files.list(folder.getRoot().toPath())) {
      return files.filter(each -> each.toString().endsWith(".log.gz")).toList();
    }
  }

  private Path file() {
    return folder.getRoot().toPath().resolve("buntime.log");
  }

  private LogHub start(long size) throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("level", "info");
    context.putProperty("libraryLevel", "warn");
    context.putProperty("logs", folder.getRoot().toString());
    context.putProperty("fileSize", Long.toString(size));
    context.putProperty("fileDays", "1");
    context.putProperty("fileTotal", "8192");
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Path.of(System.getProperty("buntime.config.source"), "logback.xml").toFile());
    context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("stderr");
    return install(size);
  }

  /** Without rolling, which would take the device away. */
  private void plainFile(Path file) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    LineEncoder encoder = new LineEncoder();
    encoder.setContext(context);
    encoder.start();
    FileAppender<ILoggingEvent> appender = new FileAppender<>();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.setFile(file.toString());
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
  }

  private LogHub install(long size) {
    LogHub hub =
        LogHub.install(
            context,
            HubRule.settings(LogFormat.PRETTY),
            folder.getRoot().toPath(),
            new FileLimits(size, 1, 8192),
            List.of());
    assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.INFO);
    started = hub;
    return hub;
  }

  private Logger log() {
    return context.getLogger("a.b.C");
  }

  private List<String> messages(LogHub hub) {
    return hub.newest(HubRule.ALL, 2000).stream().map(LogLine::message).toList();
  }
}
