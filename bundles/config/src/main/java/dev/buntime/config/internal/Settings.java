package dev.buntime.config.internal;

import java.util.OptionalInt;

/**
 * What {@code buntime.jsonc} says.
 *
 * @param shell the app that answers {@code /}, as {@code app} or {@code app@range}; empty for none
 * @param mode what the runner is used for
 * @param givenPoolSize how many workers may live at the same time; empty if the mode decides
 */
record Settings(String shell, Mode mode, OptionalInt givenPoolSize) {
  /** What is in force without a file. */
  static final Settings DEFAULTS = new Settings("", Mode.DEVELOPMENT, OptionalInt.empty());

  /** How many workers may live at the same time. */
  int poolSize() {
    return givenPoolSize.orElse(mode.poolSize());
  }

  Settings withShell(String next) {
    return new Settings(next, mode, givenPoolSize);
  }

  Settings withMode(Mode next) {
    return new Settings(shell, next, givenPoolSize);
  }

  Settings withPoolSize(int next) {
    return new Settings(shell, mode, OptionalInt.of(next));
  }
}
