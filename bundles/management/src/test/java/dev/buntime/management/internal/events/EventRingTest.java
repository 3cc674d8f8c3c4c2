package dev.buntime.management.internal.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

/** What is kept for those who come back. */
public final class EventRingTest {
  private final EventRing ring = new EventRing();

  @Test
  public void after_whenNothingHappened_isNothing() {
    assertThat(ring.after(0)).contains(List.of());
  }

  @Test
  public void add_whenThereAreTooMany_forgetsTheOldest() {
    for (int number = 1; number <= EventRing.MOST + 3; number++) {
      ring.add(frame(number, "{}"));
    }

    assertThat(ring.after(2)).isEmpty();
    assertThat(ring.after(3).orElseThrow()).hasSize(EventRing.MOST);
    assertThat(ring.after(EventRing.MOST).orElseThrow())
        .extracting(Frame::number)
        .containsExactly(1001L, 1002L, 1003L);
  }

  @Test
  public void add_whenTheyAreTooLong_forgetsTheOldest() {
    String half = "x".repeat(EventRing.MOST_BYTES / 2);
    ring.add(frame(1, half));
    ring.add(frame(2, half));

    assertThat(ring.after(0)).isEmpty();
    assertThat(ring.after(1).orElseThrow()).hasSize(1);
    ring.add(frame(3, half + half));
    assertThat(ring.after(2)).as("too long for any place").isEmpty();
    assertThat(ring.after(3)).contains(List.of());
  }

  private static Frame frame(long number, String json) {
    return Frame.event("7-" + number, number, EventKind.WORKER, json);
  }
}
