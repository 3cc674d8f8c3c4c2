package dev.buntime.launcher;

import dev.buntime.credentials.PasswordHash;
import java.io.IOException;
import java.util.Arrays;

/** How a user of the configuration gets a password: its hash is printed, and nothing is stored. */
final class UserPassword {
  private final Terminal terminal;

  UserPassword(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * Asks for a password, twice if a person is asked, and prints its hash.
   *
   * @throws Refusal if there is none, it is against the rules, or the two differ
   */
  void printHash() throws IOException, Refusal {
    char[] password = ask("Password of the user");
    if (terminal.console() != null && !Arrays.equals(password, ask("The same again"))) {
      throw new Refusal("The two passwords differ: there is no hash.");
    }
    try {
      terminal.out().println(PasswordHash.of(password));
    } catch (IllegalArgumentException e) {
      throw new Refusal("This password cannot be used. " + e.getMessage(), e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  private char[] ask(String question) throws IOException, Refusal {
    return terminal
        .secret(question)
        .orElseThrow(() -> new Refusal("There is no password on the standard input."));
  }
}
