package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public class SparseWarningsTest {
  private final FakeClock clock = new FakeClock();
  private final List<String> lines = new ArrayList<>();
  private final SparseWarnings warnings = new SparseWarnings(clock, lines::add);

  @Test
  public void warn_whenThereAreMany_tellsOneAndLaterHowMany() {
    warnings.warn("a");
    warnings.warn("b");
    warnings.warn("c");
    assertThat(lines).containsExactly("a");

    clock.pass(SparseWarnings.PAUSE);
    warnings.warn("d");
    clock.pass(SparseWarnings.PAUSE);
    warnings.warn("e");

    assertThat(lines).containsExactly("a", "d (and 2 more like it before)", "e");
  }
}
