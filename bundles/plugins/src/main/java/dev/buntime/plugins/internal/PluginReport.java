package dev.buntime.plugins.internal;

import dev.buntime.plugins.internal.SeatState.Active;
import dev.buntime.plugins.internal.SeatState.Failed;
import dev.buntime.plugins.internal.SeatState.Gone;
import dev.buntime.plugins.internal.SeatState.Refused;
import dev.buntime.plugins.internal.SeatState.Starting;
import dev.buntime.plugins.internal.SeatState.Succeeded;
import dev.buntime.plugins.internal.SeatState.Vacant;
import dev.buntime.runtime.dto.PluginDTO;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the runner tells of its plugins.
 *
 * @param row the seats
 * @param rules what is configured
 * @param absences those that should be there and are not
 * @param options of the plugin of a name
 * @param routes paths of the servlets of plugins, by name
 */
record PluginReport(
    Row row,
    Rules rules,
    Absences absences,
    Function<String, PluginOptions> options,
    Map<String, List<String>> routes) {

  /** All plugins; see {@link dev.buntime.runtime.PluginRuntime#plugins}. */
  List<PluginDTO> plugins() {
    List<PluginDTO> all = new ArrayList<>();
    List<Seat> inForce = row.chain().seats();
    inForce.forEach(seat -> all.add(tell(seat, inForce)));
    row.seats().stream()
        .filter(seat -> !inForce.contains(seat))
        .sorted(Comparator.comparing(Seat::name).thenComparing(Seat::id, SeatId.BY_AGE))
        .forEach(seat -> all.add(tell(seat, inForce)));
    absences.since().forEach((name, since) -> all.add(missing(name, since)));
    return List.copyOf(all);
  }

  /** How a plugin of a name is, without all that there is to tell of all of them. */
  static String state(Row row, String name) {
    Seat inForce = row.chain().seat(name);
    return inForce != null
        ? word(inForce.state(), true)
        : row.seats().stream()
            .filter(seat -> seat.name().equals(name))
            .map(seat -> word(seat.state(), false))
            .min(Comparator.comparing("missing"::equals))
            .orElse("missing");
  }

  private PluginDTO tell(Seat seat, List<Seat> inForce) {
    SeatState state = seat.state();
    Seat.Figures figures = seat.figures();
    return new PluginDTO(
        seat.name(),
        seat.id().version().toString(),
        seat.id().bundle(),
        seat.ranking(),
        word(state, inForce.contains(seat)),
        seat.reason(),
        state.since(),
        rules.listed().contains(seat.name()),
        rules.required().contains(seat.name()),
        options.apply(seat.name()).origin(),
        routes.getOrDefault(seat.name(), List.of()),
        figures.requests(),
        figures.answers(),
        figures.errors(),
        figures.timeouts(),
        figures.overdue());
  }

  /** What a state is called, which depends on whether the seat is in the chain. */
  static String word(SeatState state, boolean isInForce) {
    return switch (state) {
      case Starting _, Vacant _ -> "starting";
      case Active _ -> isInForce ? "active" : "standby";
      case Refused _, Failed _ -> "failed";
      case Succeeded _, Gone _ -> "missing"; // in the moment between its end and its removal
    };
  }

  private PluginDTO missing(String name, Instant since) {
    return new PluginDTO(
        name,
        null,
        -1,
        0,
        "missing",
        absences.reason(name),
        since,
        rules.listed().contains(name),
        rules.required().contains(name),
        options.apply(name).origin(),
        List.of(),
        0,
        0,
        0,
        0,
        0);
  }
}
