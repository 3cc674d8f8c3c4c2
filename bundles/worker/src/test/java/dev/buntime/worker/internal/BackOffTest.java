package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

public final class BackOffTest {

  @Test
  public void after_doublesUpToAMinute() {
    List<Long> seconds =
        IntStream.range(0, 9).mapToObj(BackOff::after).map(Duration::toSeconds).toList();

    assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  public void after_whenManyFailures_staysAMinute() {
    assertThat(BackOff.after(64)).isEqualTo(Duration.ofMinutes(1));
    assertThat(BackOff.after(Integer.MAX_VALUE)).isEqualTo(Duration.ofMinutes(1));
  }
}
