package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.buntime.runtime.dto.PluginDTO;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

public final class PluginReportTest {
  @Rule public final World world = new World();
  private final Row row = new Row();
  private final Absences absences = new Absences(World.CLOCK, name -> "no bundle provides " + name);
  private final Rules rules =
      new Rules(List.of("b", "gone"), List.of("b", "far"), "test", Duration.ofSeconds(5), 1);

  private List<PluginDTO> plugins() {
    return new PluginReport(
            row,
            rules,
            absences,
            name -> new PluginOptions(Map.of(), "origin of " + name),
            Map.of("b", List.of("/_/b/*")))
        .plugins();
  }

  @Test
  public void plugins_areThoseInForceInOrder_thenTheOthersByName() {
    Seat low = world.active("a", 1, new TestPlugin());
    Seat high = world.active("b", 2, new TestPlugin());
    Seat standby = World.active(world.seat("b", "0.9.0", 9), new TestPlugin());
    Seat starting = world.seat("z", "1.0.0", 0);
    Seat refused = world.seat("c", "1.0.0", 0);
    refused.refuse("no key");
    List.of(low, high, standby, starting, refused).forEach(row::add);
    row.update();
    absences.update(rules.expected(), Set.of("b"), 0);

    assertThat(plugins())
        .extracting(PluginDTO::name, PluginDTO::version, PluginDTO::state, PluginDTO::reason)
        .containsExactly(
            tuple("b", "1.0.0", "active", null),
            tuple("a", "1.0.0", "active", null),
            tuple("b", "0.9.0", "standby", null),
            tuple("c", "1.0.0", "failed", "no key"),
            tuple("z", "1.0.0", "starting", null),
            tuple("far", null, "missing", "no bundle provides far"),
            tuple("gone", null, "missing", "no bundle provides gone"));
  }

  @Test
  public void state_isThatOfTheOneInForce_elseOfAnyThatThereIs() {
    assertThat(PluginReport.state(row, "b")).isEqualTo("missing");
    Seat gone = world.seat("b", "0.8.0", 0);
    Seat starting = world.seat("b", "1.0.0", 0);
    gone.leave();
    row.add(gone);
    assertThat(PluginReport.state(row, "b")).isEqualTo("missing");
    row.add(starting);
    assertThat(PluginReport.state(row, "b")).isEqualTo("starting");

    World.active(starting, new TestPlugin());
    row.update();
    row.add(world.seat("b", "2.0.0", 0));

    assertThat(PluginReport.state(row, "b")).isEqualTo("active");
    assertThat(PluginReport.state(row, "a")).isEqualTo("missing");
  }

  @Test
  public void plugin_hasAllThatIsKnown() {
    Seat seat = world.active("b", 2, new TestPlugin());
    row.add(seat);
    row.update();
    seat.countRequest();
    seat.countAnswer();
    seat.threadOverdue();
    for (int i = 0; i < Seat.MOST_HANGING; i++) {
      seat.threadHangs(Hook.REQUEST);
    }

    assertThat(plugins())
        .containsExactly(
            new PluginDTO(
                "b",
                "1.0.0",
                seat.id().bundle(),
                2,
                "failed",
                "8 threads hang in it and cannot be interrupted, the last one in onRequest",
                Instant.EPOCH,
                true,
                true,
                "origin of b",
                List.of("/_/b/*"),
                1,
                1,
                0,
                0,
                1));
  }
}
