package dev.buntime.deployer.internal.archives;

import dev.buntime.jsonc.Printable;

/** Names of strangers as they stand in messages: in quotes, one line, and not too long. */
public final class Quoted {
  /** Enough to find the entry, and a log line stays one that can be read. */
  static final int LENGTH = 120;

  private Quoted() {}

  /**
   * The name in single quotes that nothing in it can end, so that it may be pasted into a shell.
   * What does not show, quotes and backslashes are Unicode escapes; what is too long is cut.
   */
  public static String of(String name) {
    boolean tooLong = name.length() > LENGTH;
    String start = tooLong ? name.substring(0, LENGTH) : name;
    String safe = Printable.of(start.replace("\\", "\\u005c").replace("'", "\\u0027"));
    return tooLong ? "'%s...' (%d characters)".formatted(safe, name.length()) : "'" + safe + "'";
  }
}
