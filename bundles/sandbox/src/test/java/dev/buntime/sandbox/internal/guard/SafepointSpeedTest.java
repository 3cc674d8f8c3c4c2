package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntUnaryOperator;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * Bounds what safepoints cost, several times above what {@link SafepointBenchmark} measures.
 *
 * <p>The best of many rounds counts, and a few more tries are made: a busy machine makes a round
 * slower but never faster.
 */
@RunWith(Parameterized.class)
public class SafepointSpeedTest {
  private static final int TRIES = 24;
  private static final int ROUNDS = 200;
  private static final int CALLS = 20;
  private static final double MOST = 1.15;

  private final String work;
  private int last;

  public SafepointSpeedTest(String work) {
    this.work = work;
  }

  /** All kinds of work. */
  @Parameters(name = "{0}")
  public static List<String> kinds() {
    return List.of("arithmetic", "array", "strings", "streams", "recursion", "arrays");
  }

  @Test
  public void wovenCode_isAboutAsFastAsPlainCode() {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < TRIES && best > MOST; i++) {
      best = Math.min(best, ratio(WorkloadLoader.plain(work), WorkloadLoader.woven(work)));
    }

    assertThat(best).as("time of woven code / time of plain code").isLessThan(MOST);
  }

  private double ratio(IntUnaryOperator plain, IntUnaryOperator woven) {
    long plainNanos = Long.MAX_VALUE;
    long wovenNanos = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      plainNanos = Math.min(plainNanos, nanos(plain));
      wovenNanos = Math.min(wovenNanos, nanos(woven));
    }
    assertThat(last).as("used, so that no call can be left out").isNotEqualTo(1);
    return (double) wovenNanos / plainNanos;
  }

  private long nanos(IntUnaryOperator code) {
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      last = code.applyAsInt(last);
    }
    return System.nanoTime() - start;
  }
}
