package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.log.LogSettings.Flood;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;

public final class FloodGateTest {
  private final AtomicInteger told = new AtomicInteger();
  private long now = Long.MAX_VALUE - 5; // the time of the JVM may overflow
  private final FloodGate gate = new FloodGate(new Flood(10, 5), () -> now, told::incrementAndGet);

  @Test
  public void admits_aBurst_andThenTheRate() {
    assertThat(admitted("shop", 20)).isEqualTo(5);

    now += TimeUnit.MILLISECONDS.toNanos(100);
    assertThat(admitted("shop", 20)).isEqualTo(1);

    now += TimeUnit.SECONDS.toNanos(1);
    assertThat(admitted("shop", 20)).as("no more than a burst is saved").isEqualTo(5);
  }

  @Test
  public void admits_oneApp_takesNothingFromAnother() {
    assertThat(admitted("shop", 1000)).isEqualTo(5);

    assertThat(admitted("blog", 5)).isEqualTo(5);
  }

  @Test
  public void admits_whenTheRateIsZero_everything() {
    gate.limit(new Flood(0, 1));

    assertThat(admitted("shop", 1000)).isEqualTo(1000);
  }

  @Test
  public void suppressed_isCounted_andReportedOnce() {
    gate.suppressed("shop");
    gate.suppressed("shop");

    assertThat(gate.suppressed()).isEqualTo(Map.of("shop", 2L));
    assertThat(gate.unreported()).isEqualTo(Map.of("shop", 2L));
    assertThat(gate.unreported()).isEmpty();
    assertThat(gate.suppressed()).isEqualTo(Map.of("shop", 2L));
    assertThat(told).hasValue(2);
  }

  private int admitted(String app, int lines) {
    int admitted = 0;
    for (int i = 0; i < lines; i++) {
      admitted += gate.admits(app) ? 1 : 0;
    }
    return admitted;
  }
}
