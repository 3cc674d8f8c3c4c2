package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class ChangeTimesTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @Rule public final TemporaryFolder temp = new TemporaryFolder();

  private Instant clock = START;
  private long nanos;
  private ChangeTimes times;

  @Before
  public void setUp() {
    Path folder = temp.getRoot().toPath();
    times = new ChangeTimes(folder, () -> clock, () -> nanos);
  }

  @Test
  public void unchanged_isTheAgeOfTheLastChange() {
    lookAfter(1000);
    lookAfter(1000);

    assertThat(times.unchanged(changedAt(START))).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  public void unchanged_atTheFirstLook_isNotTold() {
    lookAfter(1000);

    assertThat(times.unchanged(changedAt(START))).isZero();
  }

  @Test
  public void unchanged_whenTheFileSystemDoesNotTell_isZero() {
    lookAfter(1000);
    lookAfter(1000);

    assertThat(times.unchanged(changedAt(null))).isZero();
  }

  @Test
  public void unchanged_whenTheChangeIsInTheFuture_isZero() {
    lookAfter(1000);
    lookAfter(1000);

    assertThat(times.unchanged(changedAt(START.plusSeconds(60)))).isZero();
  }

  @Test
  public void unchanged_whenTheClockWasSet_isNotToldAtThisLook() {
    for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
      lookAfter(1000);
      clock = clock.plus(jump);
      lookAfter(1000);
      assertThat(times.unchanged(changedAt(START.minusSeconds(7200)))).isZero();

      lookAfter(1000);
      assertThat(times.unchanged(changedAt(START.minusSeconds(7200)))).isPositive();
    }
  }

  private void lookAfter(long millis) {
    clock = clock.plusMillis(millis);
    nanos += millis * 1_000_000;
    times.look();
  }

  private static Sighting changedAt(@Nullable Instant time) {
    FileStamp stamp = new FileStamp(1, FileTime.from(START), "key");
    return new Sighting(Sighting.Kind.FOLDER, stamp, null, time);
  }
}
