package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.Test;

public final class RulesTest {

  private static Rules rules(long millis, int threads) {
    return new Rules(
        List.of("b", "a"), List.of("a", "c"), "test", Duration.ofMillis(millis), threads);
  }

  @Test
  public void expected_areListedAndRequiredOnes_eachOnce() {
    assertThat(rules(10, 1).expected()).containsExactly("a", "b", "c");
  }

  @Test
  public void limits_whenOutOfRange_areRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rules(9, 1))
        .withMessage("dev.buntime.plugins: hook.timeout.millis is 9; it must be 10 to 600000");
    assertThatIllegalArgumentException().isThrownBy(() -> rules(600_001, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> rules(10, 0))
        .withMessage("dev.buntime.plugins: hook.threads is 0; it must be 1 to 10000");
    assertThatIllegalArgumentException().isThrownBy(() -> rules(10, 10_001));
    assertThat(rules(600_000, 10_000).hookThreads()).isEqualTo(10_000);
  }
}
