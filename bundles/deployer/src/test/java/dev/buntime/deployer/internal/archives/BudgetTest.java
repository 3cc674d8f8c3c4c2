package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;

public class BudgetTest {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(1000, 5, 200, 400, 10, 100, 9, 99, 99, 3);

  private final Budget budget = new Budget(LIMITS, 30);

  @Test
  public void charge_whenAllIsWithinTheLimits_takesItIn() throws RefusedArchiveException {
    budget.charge(List.of(entry(100, 1), entry(200, 20)));

    assertThat(budget.entriesLeft()).isEqualTo(3);
  }

  @Test
  public void charge_whenAnEntryIsTooLarge_saysByHowMuch() {
    assertRefused(entry(201, 201), "has 201 bytes uncompressed; allowed are 200 bytes");
  }

  @Test
  public void charge_whenAnEntryIsTooDense_saysSo() {
    assertRefused(entry(110, 10), "has 110 bytes in 10 when compressed");
  }

  @Test
  public void charge_whenTheSumOfArchivesIsTooDense_saysSo() throws RefusedArchiveException {
    budget.charge(List.of(entry(100, 50), entry(100, 50)));
    budget.charge(List.of(entry(100, 50)));

    assertRefused(entry(30, 50), "brings the sum to 330 bytes in 30 when compressed");
  }

  @Test
  public void charge_whenTheSumIsTooLarge_saysSo() throws RefusedArchiveException {
    Budget large = new Budget(LIMITS, 300);
    large.charge(List.of(entry(200, 200)));

    assertThatThrownBy(() -> large.charge(List.of(entry(101, 101), entry(100, 100))))
        .hasMessageContaining("brings the sum of all to 401 bytes");
  }

  private void assertRefused(ArchiveEntry entry, String reason) {
    assertThatThrownBy(() -> budget.charge(List.of(entry)))
        .isInstanceOf(RefusedArchiveException.class)
        .hasMessageContaining(reason);
  }

  private static ArchiveEntry entry(long size, long compressedSize) {
    return new ArchiveEntry("a", 0, ArchiveEntry.DEFLATED, 0, compressedSize, size, 0, 0);
  }
}
