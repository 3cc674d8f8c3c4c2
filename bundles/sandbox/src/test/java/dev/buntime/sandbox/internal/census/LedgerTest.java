package dev.buntime.sandbox.internal.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.sandbox.Census.Remnant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;

/** When a class loader is a leak, and when the garbage collector is asked. */
public class LedgerTest {
  private static final Duration AGE = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final ClassLoader held = new AppLoader();
  private final FakeCollector collector = new FakeCollector();
  private Instant now = Instant.EPOCH;
  private List<String> found = List.of("thread 'poller'");

  @Test
  public void remnant_whenItSurvivedOneCollection_isNoLeak() {
    Ledger ledger = ledger(INTERVAL);
    ledger.watch("a@1.0.0#1", held);

    collector.collections++;
    ledger.inspect();

    assertThat(ledger.remnants())
        .containsExactly(new Remnant("a@1.0.0#1", Instant.EPOCH, false, List.of()));
  }

  @Test
  public void remnant_whenItSurvivedTwoCollections_isALeakWithItsHolders() {
    Ledger ledger = ledger(INTERVAL);
    collector.collections = 7;
    ledger.watch("a@1.0.0#1", held);

    collector.collections = 9;
    ledger.inspect();

    assertThat(ledger.remnants())
        .containsExactly(new Remnant("a@1.0.0#1", Instant.EPOCH, true, List.of("thread 'poller'")));
    assertThat(ledger.collected()).isZero();
    assertThat(ledger.isEmpty()).isFalse();
  }

  @Test
  public void holders_areLookedForAgain_afterEachCollectionOnly() {
    Ledger ledger = ledger(INTERVAL);
    ledger.watch("a@1.0.0#1", held);
    collector.collections = 2;
    ledger.inspect();
    found = List.of("MBean a:b=c");

    ledger.inspect();
    assertThat(ledger.remnants().getFirst().holders()).containsExactly("thread 'poller'");
    collector.collections++;
    ledger.inspect();
    assertThat(ledger.remnants().getFirst().holders()).containsExactly("MBean a:b=c");
  }

  @Test
  public void remnants_areOldestFirst() {
    Ledger ledger = ledger(INTERVAL);
    for (int i = 0; i < 20; i++) {
      now = Instant.ofEpochSecond(100 - i);
      ledger.watch("a@1.0.0#" + i, held);
    }

    assertThat(ledger.remnants()).extracting(Remnant::since).isSorted();
  }

  @Test
  public void nudge_comesWithAge_andNotBeforeTheIntervalIsOver() {
    Ledger ledger = ledger(INTERVAL);
    ledger.watch("a@1.0.0#1", held);

    assertThat(nudgesAt(ledger, 29)).isZero();
    assertThat(nudgesAt(ledger, 30)).isEqualTo(1);
    assertThat(nudgesAt(ledger, 89)).isEqualTo(1);
    assertThat(nudgesAt(ledger, 90)).isEqualTo(2);
    assertThat(nudgesAt(ledger, 900)).as("it is a known leak by now").isEqualTo(2);
  }

  @Test
  public void nudge_whenNothingIsWatched_orTheIntervalIsZero_doesNotCome() {
    Ledger idle = ledger(INTERVAL);
    Ledger forbidden = ledger(Duration.ZERO);
    forbidden.watch("a@1.0.0#1", held);

    assertThat(nudgesAt(idle, 900)).isZero();
    assertThat(nudgesAt(forbidden, 900)).isZero();
  }

  @Test
  public void nudge_byAnotherRule_countsForWhatIsWatchedAlready() {
    Ledger ledger = ledger(Duration.ZERO);
    ledger.watch("a@1.0.0#1", held);
    assertThat(nudgesAt(ledger, 900)).isZero();

    ledger.nudge(new Nudging(AGE, INTERVAL));

    assertThat(nudgesAt(ledger, 900)).isEqualTo(1);
  }

  @Test
  public void nudging_whenLongerThanADay_isRefused() {
    assertThatThrownBy(() -> new Nudging(AGE, Duration.ofSeconds(86_401)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "dev.buntime.sandbox.census: gc.age.seconds and gc.interval.seconds must be 0 to 86400,"
                + " but are 30 and 86401");
    assertThat(new Nudging(Duration.ofDays(1), Duration.ofDays(1))).isNotNull();
  }

  @Test
  public void nudging_whenNegative_isRefusedWithItsKeys() {
    assertThatThrownBy(() -> new Nudging(Duration.ofSeconds(-1), INTERVAL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("gc.age.seconds")
        .hasMessageContaining("-1");
  }

  @Test
  public void collected_whenNothingHoldsTheLoader_countsIt() {
    Ledger ledger = ledger(INTERVAL);
    ledger.watch("gone@1.0.0#1", new AppLoader());
    ledger.watch("held@1.0.0#1", held);

    System.gc();

    await().untilAsserted(() -> assertThat(ledger.collected()).isEqualTo(1));
    assertThat(ledger.remnants()).extracting(Remnant::worker).containsExactly("held@1.0.0#1");
  }

  @Test
  public void holders_whenAFinderCannotLook_saysSo_andAsksTheOthers() {
    Holders holders =
        new Holders(
            List.of(
                finder(
                    "attics",
                    _ -> {
                      throw new NoSuchFieldException("stairs");
                    }),
                finder("cellars", _ -> List.of("a cellar"))));

    assertThat(holders.of(held))
        .containsExactly("(attics could not be looked at: stairs)", "a cellar");
  }

  @Test
  public void holders_whenThereAreMany_areShortened() {
    List<String> many =
        new ArrayList<>(IntStream.range(0, 500).mapToObj(i -> "thread '" + i + "'").toList());
    Holders holders = new Holders(List.of(finder("threads", _ -> many)));

    assertThat(holders.of(held)).hasSize(11).endsWith("and 490 more threads");
  }

  private int nudgesAt(Ledger ledger, long second) {
    now = Instant.ofEpochSecond(second);
    ledger.inspect();
    return collector.nudges;
  }

  private Ledger ledger(Duration interval) {
    return new Ledger(
        () -> now,
        collector,
        new Holders(List.of(finder("threads", _ -> found))),
        new Nudging(AGE, interval));
  }

  private interface Search {
    List<String> in(ClassLoader loader) throws ReflectiveOperationException;
  }

  private static HolderFinder finder(String places, Search search) {
    return new HolderFinder() {
      @Override
      public String places() {
        return places;
      }

      @Override
      public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
        return search.in(loader);
      }
    };
  }

  private static final class FakeCollector implements Collector {
    private long collections;
    private int nudges;

    @Override
    public long fullCollections() {
      return collections;
    }

    @Override
    public void nudge() {
      nudges++;
      collections++;
    }
  }
}
