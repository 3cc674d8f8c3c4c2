package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.buntime.runtime.ErrorCode;
import java.time.Duration;
import java.util.Objects;
import org.junit.Rule;
import org.junit.Test;

public final class SeatTest {
  @Rule public final World world = new World();
  private final Seat seat = world.seat("plugin-a", "1.2.3", 7);

  @Test
  public void life_whenAllGoesWell() {
    assertThat(seat.state()).isInstanceOf(SeatState.Starting.class);
    assertThat(seat.isTaken()).isFalse();

    assertThat(seat.activate()).isTrue();
    assertThat(seat.isTaken()).isTrue();
    assertThat(seat.isActive()).isTrue();
    assertThat(seat.obstacle()).isNull();

    assertThat(seat.leave()).isTrue();
    assertThat(seat.state()).isInstanceOf(SeatState.Gone.class);
    assertThat(seat.leave()).as("twice").isFalse();
  }

  @Test
  public void refuse_keepsTheReason() {
    assertThat(seat.refuse("no key")).isTrue();

    assertThat(seat.state().reason()).isEqualTo("no key");
    assertThat(seat.isTaken()).isFalse();
    assertThat(seat.leave()).as("there is nobody to tell").isFalse();
  }

  @Test
  public void moves_whenTheServiceIsGone_changeNothing() {
    seat.leave();

    assertThat(seat.activate()).isFalse();
    assertThat(seat.refuse("late")).isFalse();
    assertThat(seat.state()).isInstanceOf(SeatState.Gone.class);
  }

  @Test
  public void moves_whenIllegal_nameTheState() {
    seat.activate();

    assertThatIllegalStateException().isThrownBy(seat::activate).withMessageContaining("Active");
    assertThatIllegalStateException()
        .isThrownBy(() -> seat.refuse("late"))
        .withMessageContaining("Active");
  }

  @Test
  public void threadHangs_untilThereAreTooMany_thenNobodyPasses() {
    seat.activate();
    for (int i = 1; i < Seat.MOST_HANGING; i++) {
      seat.threadOverdue();
      seat.threadHangs(Hook.REQUEST);
    }
    assertThat(seat.isActive()).isTrue();

    seat.threadOverdue();
    seat.threadHangs(Hook.RESPONSE);

    assertThat(seat.state())
        .isEqualTo(
            new SeatState.Failed(
                World.CLOCK.instant(),
                "8 threads hang in it and cannot be interrupted, the last one in onResponse"));
    assertThat(seat.isTaken()).as("it must be passed all the same").isTrue();
    assertThat(Objects.requireNonNull(seat.obstacle()).detail())
        .startsWith("Plugin 'plugin-a' has failed and lets nobody pass");
    assertThat(seat.figures().overdue()).isEqualTo(8);
  }

  @Test
  public void threadHangs_whenOthersComeBack_isNotTooMany() {
    seat.activate();
    for (int i = 0; i < 100; i++) {
      seat.threadOverdue();
      seat.threadHangs(Hook.REQUEST);
      seat.threadBack(true);
    }
    assertThat(seat.isActive()).isTrue();
    assertThat(seat.figures().overdue()).isZero();
  }

  @Test
  public void obstacle_whenGone_saysSo() {
    seat.activate();
    seat.leave();

    assertThat(Objects.requireNonNull(seat.obstacle()).detail())
        .isEqualTo("Plugin 'plugin-a' was taken away while the request was under way; try again.");
  }

  @Test
  public void failures_areCountedAndDoNotTellSecrets() {
    var threw = seat.threw(Hook.REQUEST, "r-1", new IllegalStateException("secret"));
    var erred = seat.erred(Hook.REQUEST, "r-1", "it decided null");
    var late = seat.tookTooLong(Hook.REQUEST, "r-1", Duration.ofSeconds(1));

    assertThat(threw.code()).isEqualTo(ErrorCode.PLUGIN_ERROR);
    assertThat(threw.detail())
        .isEqualTo("Plugin 'plugin-a' failed; the log has it under this requestId.");
    assertThat(threw.getCause()).hasMessage("secret");
    assertThat(erred.detail()).isEqualTo(threw.detail());
    assertThat(late.detail()).isEqualTo("Plugin 'plugin-a' took too long.");
    assertThat(seat.figures()).isEqualTo(new Seat.Figures(0, 0, 2, 1, 0));
  }
}
