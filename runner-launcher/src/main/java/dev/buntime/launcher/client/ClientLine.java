package dev.buntime.launcher.client;

import dev.buntime.jsonc.Nearest;
import dev.buntime.launcher.Refusal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the user asked for, as text.
 *
 * @param command what to do
 * @param operands what to do it with
 * @param options those that are given; without a value they have an empty one
 */
record ClientLine(ClientCommand command, List<String> operands, Map<ClientOption, String> options) {

  /** Copies the collections. */
  ClientLine {
    operands = List.copyOf(operands);
    options = Map.copyOf(options);
  }

  /**
   * Reads what follows the command; both {@code --name x} and {@code --name=x} are understood.
   *
   * @throws Refusal if an option is unknown, incomplete or out of place, or the operands do not fit
   */
  static ClientLine parse(ClientCommand command, List<String> arguments) throws Refusal {
    Deque<String> rest = new ArrayDeque<>(arguments);
    List<String> operands = new ArrayList<>();
    Map<ClientOption, String> options = new EnumMap<>(ClientOption.class);
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      if (argument.startsWith("-") && !argument.equals("-")) {
        option(command, argument, rest, options);
      } else {
        operands.add(argument);
      }
    }
    if (!command.takes(operands.size())) {
      throw new Refusal("The command is written: buntime " + command.usage() + " [options].");
    }
    return new ClientLine(command, operands, options);
  }

  private static void option(
      ClientCommand command, String argument, Deque<String> rest, Map<ClientOption, String> options)
      throws Refusal {
    int equals = argument.indexOf('=');
    String flag = equals < 0 ? argument : argument.substring(0, equals);
    ClientOption option = ClientOption.of(flag).orElseThrow(() -> unknown(flag));
    if (!command.takes(option)) {
      throw new Refusal(
          "The command %s takes no %s: bin/buntime help explains both."
              .formatted(command.word(), flag));
    }
    String value = "";
    if (equals >= 0) {
      value = argument.substring(equals + 1);
    } else if (option.hasValue() && !rest.isEmpty()) {
      value = rest.removeFirst();
    }
    if (value.isEmpty() == option.hasValue()) {
      throw new Refusal(
          "The option %s %s: bin/buntime help explains it."
              .formatted(flag, option.hasValue() ? "needs a value" : "has no value"));
    }
    if (options.put(option, value) != null) {
      throw new Refusal("The option " + flag + " is given twice: remove one of them.");
    }
  }

  private static Refusal unknown(String flag) {
    return new Refusal(
        "There is no option %s%s: bin/buntime help lists all."
            .formatted(
                flag,
                Nearest.to(flag, ClientOption.flags())
                    .map(", the nearest is %s"::formatted)
                    .orElse("")));
  }

  boolean has(ClientOption option) {
    return options.containsKey(option);
  }

  Optional<String> value(ClientOption option) {
    return Optional.ofNullable(options.get(option));
  }
}
