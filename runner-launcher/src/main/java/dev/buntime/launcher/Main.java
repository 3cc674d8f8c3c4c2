package dev.buntime.launcher;

import dev.buntime.launcher.client.Client;
import dev.buntime.launcher.client.ClientCommand;
import dev.buntime.launcher.client.ClientOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program: reads the command line, does the command, and exits with its code. */
public final class Main {
  private static final String HOME = "buntime.home";

  private final Map<String, String> environment;
  private final Terminal terminal;

  Main(Map<String, String> environment, Terminal terminal) {
    this.environment = environment;
    this.terminal = terminal;
  }

  /**
   * Runs one command; the system property {@code buntime.home} names the distribution.
   *
   * @param arguments command and options, as {@code help} explains them
   */
  public static void main(String[] arguments) {
    Map<String, String> environment = System.getenv();
    var main = new Main(environment, Terminal.ofProcess(environment));
    System.exit(main.run(List.of(arguments)).status());
  }

  /** Does the command and says on the error stream if that is impossible. */
  ExitCode run(List<String> arguments) {
    try {
      Optional<ClientCommand> client = arguments.stream().findFirst().flatMap(ClientCommand::of);
      if (client.isPresent()) {
        return new Client(environment, terminal, this::find)
            .run(client.get(), arguments.subList(1, arguments.size()));
      }
      return perform(CommandLine.parse(arguments, environment));
    } catch (Refusal refusal) {
      terminal.err().println(refusal.sentence());
      return refusal.code();
    } catch (IOException e) {
      terminal.err().println("The file system failed: " + e + ".");
      return ExitCode.FAILED;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.FAILED;
    }
  }

  private ExitCode perform(CommandLine line) throws Refusal, IOException, InterruptedException {
    switch (line.command()) {
      case START -> new Runner(Settings.of(line, home(), environment), terminal).run(environment);
      case STOP -> control(line).stop();
      case STATUS -> {
        return control(line).status();
      }
      case PASSWD -> changePassword(line);
      case USERHASH -> new UserPassword(terminal).printHash();
      case VERSION -> terminal.out().println("Buntime " + Build.load().version());
      case HELP -> terminal.out().print(help());
    }
    return ExitCode.OK;
  }

  /** The URL of the runner of a data folder, which is found like that of the other commands. */
  private Optional<String> find(Optional<String> data) throws Refusal, IOException {
    List<String> arguments =
        data.map(folder -> List.of(Command.STATUS.word(), "--data=" + folder))
            .orElse(List.of(Command.STATUS.word()));
    CommandLine line = CommandLine.parse(arguments, environment);
    return new DataFolder(Settings.data(line, home()))
        .runner()
        .running()
        .filter(RunnerFile.Running::isServing)
        .map(RunnerFile.Running::url);
  }

  private RunnerControl control(CommandLine line) throws Refusal {
    return new RunnerControl(Settings.data(line, home()), terminal.out());
  }

  private void changePassword(CommandLine line) throws Refusal, IOException {
    var data = new DataFolder(Settings.data(line, home()));
    data.create();
    new AdminPassword(data.password(), terminal).change();
  }

  private static Path home() throws Refusal {
    String home = System.getProperty(HOME, "");
    if (home.isEmpty()) {
      throw new Refusal("The system property " + HOME + " is not set: start with bin/buntime.");
    }
    return Path.of(home).toAbsolutePath().normalize();
  }

  private static String help() {
    return Stream.of(
            Stream.of("Usage: buntime [command] [options]", "", "Commands:"),
            Arrays.stream(Command.values()).map(Command::help),
            Stream.of("", "Commands for a runner that runs:"),
            Arrays.stream(ClientCommand.values()).map(ClientCommand::help),
            Arrays.stream(ClientOption.values()).map(ClientOption::help),
            Stream.of(
                "  The password of admin: BUNTIME_PASSWORD, or a file in BUNTIME_PASSWORD_FILE."),
            Stream.of("", "Options, each with its environment variable; the option wins:"),
            Arrays.stream(Option.values()).map(Option::help),
            Stream.of(
                "",
                "buntime.jsonc in the config folder sets what neither decides, and more.",
                AdminPassword.VARIABLE + " sets the password of admin at the first start.",
                "JAVA_OPTS is handed to Java.",
                ""))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }
}
