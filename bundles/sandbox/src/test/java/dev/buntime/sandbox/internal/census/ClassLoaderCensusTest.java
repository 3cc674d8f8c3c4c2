package dev.buntime.sandbox.internal.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** The census as it runs: by itself, on its own thread. */
public class ClassLoaderCensusTest {
  private final ClassLoaderCensus census =
      new ClassLoaderCensus(
          new Ledger(
              InstantSource.system(),
              new JvmCollector(),
              new Holders(List.of()),
              new Nudging(Duration.ZERO, Duration.ofMillis(1))),
          () -> {});

  @After
  public void stop() {
    census.stop();
    await().untilAsserted(() -> assertThat(threads()).isZero());
  }

  @Test
  public void loader_whenNobodyHoldsIt_isCollected_andTheNextOneToo() {
    census.watch("a@1.0.0#1", new AppLoader());
    await().untilAsserted(() -> assertThat(census.collected()).isEqualTo(1));
    assertThat(census.remnants()).isEmpty();

    census.watch("a@1.0.0#2", new AppLoader());
    await().untilAsserted(() -> assertThat(census.collected()).isEqualTo(2));
  }

  @Test
  public void loader_whenHeld_isFoundToBeALeak() {
    ClassLoader held = new AppLoader();
    census.watch("a@1.0.0#1", held);

    await()
        .untilAsserted(
            () -> assertThat(census.remnants()).isNotEmpty().allMatch(each -> each.isLeak()));
    assertThat(held).isNotNull();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("buntime-census"))
        .count();
  }
}
