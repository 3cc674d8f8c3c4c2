package dev.buntime.config.internal;

/**
 * What {@code buntime.jsonc} says.
 *
 * @param shell the app that answers {@code /}, as {@code app} or {@code app@range}; empty for none
 */
record Settings(String shell) {
  /** What is in force without a file. */
  static final Settings DEFAULTS = new Settings("");
}
