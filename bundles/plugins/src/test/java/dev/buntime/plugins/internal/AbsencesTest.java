package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.Test;

public final class AbsencesTest {
  private static final long GRACE = Absences.GRACE.toNanos();

  private final List<String> reported = new ArrayList<>();
  private final Absences absences =
      new Absences(
          InstantSource.fixed(Instant.EPOCH),
          name -> {
            reported.add(name);
            return "no bundle";
          });

  @Test
  public void check_whenAwayForTooLong_reportsOnce() {
    absences.update(List.of("a", "b"), Set.of("b"), 0);

    absences.check(GRACE - 1);
    assertThat(reported).isEmpty();
    absences.check(GRACE);
    absences.check(GRACE + 1);

    assertThat(reported).containsExactly("a");
    assertThat(absences.since()).containsExactly(Map.entry("a", Instant.EPOCH));
  }

  @Test
  public void check_whenItAppearsInTime_reportsNothing() {
    absences.update(List.of("a"), Set.of(), 0);
    absences.update(List.of("a"), Set.of("a"), GRACE - 1);

    absences.check(2 * GRACE);

    assertThat(reported).isEmpty();
    assertThat(absences.since()).isEmpty();
  }

  @Test
  public void check_whenItGoesAgain_reportsAgain() {
    absences.update(List.of("a"), Set.of(), 0);
    absences.check(GRACE);
    absences.update(List.of("a"), Set.of("a"), 2 * GRACE);
    absences.update(List.of("a"), Set.of(), 3 * GRACE);
    absences.check(4 * GRACE - 1);
    assertThat(reported).hasSize(1);

    absences.check(4 * GRACE);

    assertThat(reported).containsExactly("a", "a");
  }

  @Test
  public void update_whenOthersChange_keepsTheTime() {
    absences.update(List.of("a"), Set.of(), 0);
    absences.update(List.of("a", "b"), Set.of(), GRACE - 1);

    absences.check(GRACE);
    assertThat(reported).containsExactly("a");
    absences.check(GRACE - 1 + GRACE);

    assertThat(reported).containsExactly("a", "b");
  }

  @Test
  public void update_whenNotExpectedAnyMore_forgetsIt() {
    absences.update(List.of("a"), Set.of(), 0);
    absences.update(List.of(), Set.of(), 1);

    absences.check(TimeUnit.HOURS.toNanos(1));

    assertThat(reported).isEmpty();
    assertThat(absences.since()).isEmpty();
  }
}
