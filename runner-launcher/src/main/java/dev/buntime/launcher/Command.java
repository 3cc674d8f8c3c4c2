package dev.buntime.launcher;

import java.util.Locale;

/** What the launcher can be told to do. */
enum Command {
  /** Starts a runner in the foreground. */
  START("starts the runner in the foreground (the default)"),
  /** Stops the runner of a data folder. */
  STOP("stops the runner, after it has answered what it accepted"),
  /** Tells whether the runner of a data folder runs. */
  STATUS("prints process id, URL and uptime of the runner"),
  /** Sets the admin's password. */
  PASSWD("sets the password of admin, at once"),
  /** Prints the hash of a user's password. */
  USERHASH("prints the hash of a password, for a user in buntime.jsonc"),
  /** Prints the version. */
  VERSION("prints the version"),
  /** Explains the commands. */
  HELP("prints this");

  private final String description;

  Command(String description) {
    this.description = description;
  }

  /** The word on the command line. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the option means anything to this command. */
  boolean takes(Option option) {
    return switch (this) {
      case START -> true;
      case STOP, STATUS, PASSWD -> option == Option.DATA;
      case USERHASH, VERSION, HELP -> false;
    };
  }

  /** The line that explains it in the help. */
  String help() {
    return "  %-10s %s".formatted(word(), description);
  }
}
