package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

/** What apps must leave of the heap, by a heap and a clock that the test has in its hand. */
public class HeapReserveTest {
  private static final long MIB = 1 << 20;

  private final FakeHeap heap = new FakeHeap();
  private final HeapReserve reserve = new HeapReserve(heap);

  @Test
  public void admit_whileThereIsRoom_collectsNothing() {
    heap.used = 700 * MIB;

    reserve.admit("app", 196 * MIB);

    assertThat(heap.collections).isZero();
    assertThat(heap.pauses).isZero();
  }

  @Test
  public void admit_whenTheHeapIsFullOfGarbage_collectsIt() {
    heap.used = 900 * MIB;
    heap.garbage = 500 * MIB;

    reserve.admit("app", 100 * MIB);

    assertThat(heap.collections).isOne();
  }

  @Test
  public void admit_whenTheReserveWouldBeTouched_isRefusedWithTheReason() {
    heap.used = 800 * MIB;

    assertThatThrownBy(() -> reserve.admit("shop 1.0.0", 97 * MIB))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage(
            "Java heap space: shop 1.0.0 asked for an array of 101711872 bytes, which would leave"
                + " less than 128 MiB for all others");
    assertThat(heap.collections).isOne();
  }

  @Test
  public void admit_ofMoreThanTheHeap_isRefusedAtOnce() {
    assertThatThrownBy(() -> reserve.admit("app", Long.MAX_VALUE))
        .isInstanceOf(OutOfMemoryError.class);
    assertThat(heap.collections).isZero();
  }

  @Test
  public void admit_soonAfterACollection_waitsForTheJvm_andIsRefusedThen() {
    heap.used = 1000 * MIB;
    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);

    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);

    assertThat(heap.collections).as("the first took a second, so for nine").isOne();
    assertThat(heap.pauses).isEqualTo(100);
  }

  @Test
  public void admit_soonAfterACollection_goesOnWhenTheJvmMakesRoom() {
    heap.used = 1000 * MIB;
    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);
    heap.onPause = () -> heap.used = 100 * MIB;

    reserve.admit("app", MIB);

    assertThat(heap.collections).isOne();
    assertThat(heap.pauses).isOne();
  }

  @Test
  public void admit_longAfterACollection_collectsAgain() {
    heap.used = 1000 * MIB;
    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);
    heap.now += 9_000_000_000L;

    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);

    assertThat(heap.collections).isEqualTo(2);
  }

  @Test
  public void admit_onAThreadThatIsInterrupted_doesNotWait() {
    heap.used = 1000 * MIB;
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> reserve.admit("app", MIB)).isInstanceOf(OutOfMemoryError.class);

    assertThat(Thread.interrupted()).as("still interrupted").isTrue();
    assertThat(heap.collections).isZero();
  }

  /** A heap of one GiB whose collections take a second. */
  private static final class FakeHeap implements HeapReserve.Heap {
    private long used;
    private long garbage;
    private long now = Long.MAX_VALUE - 1; // it may overflow at any time
    private int collections;
    private int pauses;
    private Runnable onPause = () -> {};

    @Override
    public long size() {
      return 1024 * MIB;
    }

    @Override
    public boolean hasRoom(long bytes) {
      return size() - used >= bytes;
    }

    @Override
    public void collect() {
      now += 1_000_000_000L;
      used -= garbage;
      garbage = 0;
      collections++;
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(long nanos) {
      now += nanos;
      pauses++;
      onPause.run();
    }
  }
}
