package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import dev.buntime.log.LogSettings.Flood;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Test;

public final class FloodReportTest {
  private final Timer timer = new Timer();
  private final FloodGate gate = new FloodGate(new Flood(5, 5), () -> 0, () -> {});
  private final ListAppender<ILoggingEvent> said = new ListAppender<>();
  private final FloodReport report = new FloodReport(timer, () -> gate, log());

  private Logger log() {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    Logger logger = context.getLogger("a");
    said.start();
    logger.addAppender(said);
    return logger;
  }

  @After
  public void tearDown() {
    timer.shutdownNow();
  }

  @Test
  public void request_manyTimes_isOneReport_andAnotherOneLater() {
    for (int i = 0; i < 3; i++) {
      gate.suppressed("shop");
      report.request();
    }
    assertThat(timer.tasks).as("10 s after the first one").hasSize(1);
    timer.tasks.getFirst().run();
    assertThat(said.list)
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getLevel().toString()).isEqualTo("WARN");
          assertThat(event.getFormattedMessage())
              .startsWith("shop logs more than 5 lines a second: 3 lines were left out");
        });

    gate.suppressed("blog");
    report.request();
    assertThat(timer.tasks).hasSize(2);
    timer.tasks.getLast().run();
    assertThat(said.list.getLast().getFormattedMessage()).contains("blog", ": 1 lines");
  }

  /** Keeps tasks instead of running them. */
  private static final class Timer extends ScheduledThreadPoolExecutor {
    final List<Runnable> tasks = new ArrayList<>();

    Timer() {
      super(0);
    }

    @Override
    public @Nullable ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      assertThat(unit.toSeconds(delay)).isEqualTo(10);
      tasks.add(task);
      return null;
    }
  }
}
