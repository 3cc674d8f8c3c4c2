package dev.buntime.plugins.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.PluginListener;
import dev.buntime.runtime.dto.PluginEventDTO;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;

/** What listeners hear of plugins. */
public final class PluginNewsTest {
  @Rule public final World world = new World();

  private final Row row = new Row();
  private final Absences absences = new Absences(World.CLOCK, name -> name + " was not found");
  private final List<PluginListener> listeners = new ArrayList<>();
  private final List<PluginEventDTO> heard = new ArrayList<>();
  private final PluginNews news =
      new PluginNews(row, absences, listeners, World.CLOCK, Runnable::run);

  public PluginNewsTest() {
    listeners.add(event -> {
      throw new IllegalStateException("on purpose");
    });
    listeners.add(heard::add);
  }

  @Test
  public void look_whenAPluginBegins_tellsEachMoveOnce() {
    Seat seat = world.seat("plugin-x", "1.0.0", 0);
    row.add(seat);
    news.look();
    news.look();
    activate(seat);

    assertThat(moves())
        .containsExactly("plugin-x 1.0.0 null → starting", "plugin-x 1.0.0 starting → active");
    assertThat(heard.getFirst().at()).isEqualTo(Instant.EPOCH);
    assertThat(heard.getFirst().bundle()).isEqualTo(seat.id().bundle());
  }

  @Test
  public void look_whenANewerOneTakesOver_tellsOfBoth() {
    Seat old = world.seat("plugin-x", "1.0.0", 0);
    row.add(old);
    activate(old);
    Seat next = world.seat("plugin-x", "2.0.0", 0);
    row.add(next);
    news.look();
    heard.clear();

    activate(next);
    row.remove(old);
    news.look();

    assertThat(moves())
        .containsExactly(
            "plugin-x 1.0.0 active → standby",
            "plugin-x 2.0.0 starting → active",
            "plugin-x 1.0.0 standby → gone");
  }

  @Test
  public void look_whenAPluginFails_tellsWhy() {
    Seat seat = world.seat("plugin-x", "1.0.0", 0);
    seat.whenItFails(news::look);
    row.add(seat);
    activate(seat);
    heard.clear();

    seat.fail("it hangs");

    assertThat(moves()).containsExactly("plugin-x 1.0.0 active → failed");
    assertThat(heard.getFirst().reason()).isEqualTo("it hangs");
  }

  @Test
  public void look_whenOneIsMissing_tellsWhyAndThatItCame() {
    absences.update(List.of("plugin-x"), Set.of(), 0);
    news.look();
    assertThat(heard)
        .containsExactly(
            new PluginEventDTO(
                "plugin-x", null, -1, null, "missing", Instant.EPOCH, "plugin-x was not found"));
    heard.clear();

    row.add(world.seat("plugin-x", "1.0.0", 0));
    absences.update(List.of("plugin-x"), Set.of("plugin-x"), 0);
    news.look();

    assertThat(moves()).containsExactly("plugin-x 1.0.0 missing → starting");
  }

  private void activate(Seat seat) {
    World.active(seat, new TestPlugin());
    row.update();
    news.look();
  }

  private List<String> moves() {
    return heard.stream()
        .map(event ->
            "%s %s %s → %s".formatted(event.name(), event.version(), event.from(), event.to()))
        .toList();
  }
}
