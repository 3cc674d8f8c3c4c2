package dev.buntime.launcher;

import dev.buntime.jsonc.Nearest;
import dev.buntime.launcher.client.ClientCommand;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for, as text: the command and the values that were given.
 *
 * @param command what to do
 * @param values the given values; an option wins over the environment
 */
record CommandLine(Command command, Map<Option, Value> values) {

  /**
   * A value and who gave it.
   *
   * @param name the option or variable, for messages
   * @param text the value, never empty
   */
  record Value(String name, String text) {}

  /** Copies the values. */
  CommandLine {
    values = Map.copyOf(values);
  }

  /** The value of an option if it was given. */
  Optional<Value> value(Option option) {
    return Optional.ofNullable(values.get(option));
  }

  /**
   * Reads the arguments; both {@code --port 80} and {@code --port=80} are understood.
   *
   * @param arguments what follows the program's name
   * @param environment variables of the process; an empty one counts as absent
   * @throws Refusal if an argument is unknown, incomplete or out of place
   */
  static CommandLine parse(List<String> arguments, Map<String, String> environment) throws Refusal {
    var rest = new ArrayDeque<>(arguments);
    var values = new EnumMap<Option, Value>(Option.class);
    Command command = null;
    while (!rest.isEmpty()) {
      String argument = rest.removeFirst();
      if (argument.equals("--help") || argument.equals("-h")) {
        return new CommandLine(Command.HELP, Map.of());
      }
      if (argument.equals("--version")) {
        return new CommandLine(Command.VERSION, Map.of());
      }
      if (argument.startsWith("-")) {
        option(argument, rest, values);
      } else {
        command = command(argument, command);
      }
    }
    return complete(command == null ? Command.START : command, values, environment);
  }

  private static void option(String argument, Deque<String> rest, Map<Option, Value> values)
      throws Refusal {
    int equals = argument.indexOf('=');
    String flag = equals < 0 ? argument : argument.substring(0, equals);
    Option option = optionOf(flag);
    String text = equals < 0 ? following(rest) : argument.substring(equals + 1);
    if (text.isEmpty()) {
      throw new Refusal("The option " + flag + " needs a value: bin/buntime help explains it.");
    }
    if (values.put(option, new Value(flag, text)) != null) {
      throw new Refusal("The option " + flag + " is given twice: remove one of them.");
    }
  }

  private static String following(Deque<String> rest) {
    String next = rest.peekFirst();
    return next == null || next.startsWith("--") ? "" : rest.removeFirst();
  }

  private static Option optionOf(String flag) throws Refusal {
    for (Option option : Option.values()) {
      if (option.flag().equals(flag)) {
        return option;
      }
    }
    List<String> known = Arrays.stream(Option.values()).map(Option::flag).toList();
    throw new Refusal(
        "There is no option %s%s: bin/buntime help lists all."
            .formatted(flag, nearest(flag, known)));
  }

  private static Command command(String word, @Nullable Command before) throws Refusal {
    if (before != null) {
      throw new Refusal(
          "One command at a time: '%s' comes after %s.".formatted(word, before.word()));
    }
    for (Command command : Command.values()) {
      if (command.word().equals(word)) {
        return command;
      }
    }
    List<String> known =
        Stream.concat(
                Arrays.stream(Command.values()).map(Command::word), ClientCommand.words().stream())
            .toList();
    if (known.contains(word)) {
      throw new Refusal("The command '" + word + "' comes first: options follow it.");
    }
    throw new Refusal(
        "There is no command '%s'%s: bin/buntime help lists all."
            .formatted(word, nearest(word, known)));
  }

  private static String nearest(String word, List<String> known) {
    return Nearest.to(word, known).map(", the nearest is %s"::formatted).orElse("");
  }

  private static CommandLine complete(
      Command command, Map<Option, Value> values, Map<String, String> environment) throws Refusal {
    for (Option given : values.keySet()) {
      if (!command.takes(given)) {
        throw new Refusal(
            "The command %s takes no %s: bin/buntime help explains both."
                .formatted(command.word(), given.flag()));
      }
    }
    for (Option option : Option.values()) {
      for (String variable : option.variables()) {
        String text = environment.getOrDefault(variable, "");
        if (command.takes(option) && !text.isEmpty()) {
          values.putIfAbsent(option, new Value(variable, text));
        }
      }
    }
    return new CommandLine(command, values);
  }
}
