package dev.buntime.launcher.client;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What can be asked of a runner that runs. */
@SuppressWarnings("ImmutableEnumChecker") // the sets of options are constant
public enum ClientCommand {
  /** Deploys an artifact. */
  DEPLOY(
      "deploy <file|folder|->",
      "deploys an artifact, and waits until it is live",
      1,
      1,
      Set.of(ClientOption.NAME, ClientOption.ASYNC, ClientOption.DRY_RUN)),
  /** Undeploys an app version. */
  UNDEPLOY("undeploy <app>@<version>", "takes an app version away", 1, 1, Set.of()),
  /** Lists deployments. */
  LIST("list [<app>]", "prints what is deployed", 0, 1, Set.of()),
  /** Restarts an app version. */
  RESTART("restart <app>@<version>", "gives an app version a fresh worker", 1, 1, Set.of()),
  /** Prints the log. */
  LOGS(
      "logs [<app>]",
      "prints the newest lines of the log",
      0,
      1,
      Set.of(ClientOption.FOLLOW, ClientOption.LEVEL, ClientOption.LIMIT)),
  /** Prints the pool and the workers. */
  STATS("stats", "prints the pool and the workers", 0, 0, Set.of());

  private final String usage;
  private final String description;
  private final int least;
  private final int most;
  private final Set<ClientOption> own;

  ClientCommand(String usage, String description, int least, int most, Set<ClientOption> own) {
    this.usage = usage;
    this.description = description;
    this.least = least;
    this.most = most;
    this.own = own;
  }

  /** The command of a word, if it is one. */
  public static Optional<ClientCommand> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** The words of all, for whoever looks for the nearest. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ClientCommand::word).toList();
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** How it is written. */
  String usage() {
    return usage;
  }

  boolean takes(ClientOption option) {
    return option.isCommon() || own.contains(option);
  }

  boolean takes(int operands) {
    return operands >= least && operands <= most;
  }

  /** The line that explains it in the help. */
  public String help() {
    return "  %-24s %s".formatted(usage, description);
  }
}
