package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Every state with every move. */
@RunWith(Parameterized.class)
public class WorkerLifeTest {
  private static final String ILLEGAL = "illegal";

  /** How a new worker gets into a state. */
  private static final Map<String, List<String>> WAYS =
      Map.of(
          "Creating", List.of(),
          "Ready", List.of("ready"),
          "Active", List.of("ready", "serve"),
          "Idle", List.of("ready", "serve", "idle"),
          "Draining", List.of("drain"),
          "Terminated", List.of("drain", "terminate"),
          "Failed", List.of("fail"));

  private static final Map<String, Consumer<WorkerLife>> MOVES =
      Map.of(
          "ready", WorkerLife::ready,
          "fail", life -> life.fail("on purpose"),
          "serve", WorkerLife::serve,
          "idle", WorkerLife::idle,
          "drain", life -> life.drain("on purpose"),
          "terminate", WorkerLife::terminate);

  /** From, then where ready, fail, serve, idle, drain and terminate lead; "=" stays. */
  private static final String TABLE =
      """
      Creating    Ready    Failed   illegal  =     Draining  illegal
      Ready       illegal  =        Active   =     Draining  illegal
      Active      illegal  =        =        Idle  Draining  illegal
      Idle        illegal  =        Active   =     Draining  illegal
      Draining    =        =        =        =     =         Terminated
      Terminated  =        =        illegal  =     =         =
      Failed      =        =        illegal  =     =         Terminated
      """;

  private final Fakes.TestClock clock = new Fakes.TestClock();
  private final List<WorkerState> heard = new ArrayList<>();
  private final WorkerLife life = new WorkerLife(clock, (from, to) -> heard.add(to));
  private final String from;
  private final String move;
  private final String to;

  public WorkerLifeTest(String from, String move, String to) {
    this.from = from;
    this.move = move;
    this.to = to;
  }

  @Parameters(name = "{0} {1} -> {2}")
  public static List<Object[]> cases() {
    List<String> moves = List.of("ready", "fail", "serve", "idle", "drain", "terminate");
    List<Object[]> cases = new ArrayList<>();
    for (String line : TABLE.lines().toList()) {
      List<String> cells = List.of(line.split(" +"));
      for (int i = 0; i < moves.size(); i++) {
        cases.add(new Object[] {cells.getFirst(), moves.get(i), cells.get(i + 1)});
      }
    }
    return cases;
  }

  @Test
  public void move_leadsWhereTheTableSays() {
    WAYS.getOrDefault(from, List.of()).forEach(this::move);
    WorkerState before = life.state();
    assertThat(before.word()).isEqualTo(from);
    heard.clear();
    clock.advance(Duration.ofSeconds(1));

    switch (to) {
      case ILLEGAL -> assertRefused(before);
      case "=" -> assertStays(before);
      default -> assertMoved();
    }
  }

  private void assertRefused(WorkerState before) {
    assertThatThrownBy(() -> move(move))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("'%s' does not apply to a worker in state %s", move, before);
    assertThat(life.state()).isSameAs(before);
    assertThat(heard).isEmpty();
  }

  private void assertStays(WorkerState before) {
    move(move);

    assertThat(life.state()).isSameAs(before);
    assertThat(heard).isEmpty();
  }

  private void assertMoved() {
    move(move);

    assertThat(life.state().word()).isEqualTo(to);
    assertThat(life.state().since()).isEqualTo(clock.instant());
    assertThat(heard).containsExactly(life.state());
  }

  private void move(String name) {
    Objects.requireNonNull(MOVES.get(name), name).accept(life);
  }
}
