package dev.buntime.plugin.authz.internal.store;

import java.util.regex.Pattern;

/**
 * A policy as it is written.
 *
 * @param id letters, digits and {@code . _ -}, at most 128; the name of its file without the ending
 * @param format of the text
 * @param text of it
 */
public record StoredPolicy(String id, Format format, String text) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /**
   * Looks at the id, which becomes the name of a file.
   *
   * @throws IllegalArgumentException if it may not be one
   */
  public StoredPolicy {
    if (!isId(id)) {
      throw new IllegalArgumentException(
          "the id of a policy has at most 128 letters, digits and . _ -");
    }
  }

  /** Whether a text may be the id of a policy. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
