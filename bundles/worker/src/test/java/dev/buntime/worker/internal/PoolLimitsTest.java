package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.Test;

public final class PoolLimitsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  public void ofWhatIsAllowed() {
    assertThat(new PoolLimits(1, Duration.ZERO).size()).isEqualTo(1);
    assertThat(new PoolLimits(100_000, Duration.ofMinutes(10)).size()).isEqualTo(100_000);
  }

  @Test
  public void ofWhatIsNot_saysWhereAndWhat() {
    assertThatThrownBy(() -> new PoolLimits(0, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the configuration dev.buntime.worker.pool has pool.size = 0; allowed is 1 to 100000");
    assertThatThrownBy(() -> new PoolLimits(100_001, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PoolLimits(1, Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the configuration dev.buntime.worker.pool has queue.timeout.millis = -1; allowed is"
                + " 0 to 600000");
    assertThatThrownBy(() -> new PoolLimits(1, Duration.ofMinutes(11)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
