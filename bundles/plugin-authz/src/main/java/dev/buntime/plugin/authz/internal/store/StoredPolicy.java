package dev.buntime.plugin.authz.internal.store;

import dev.buntime.plugin.authz.internal.attributes.PolicyId;

/**
 * A policy as it is written. A byte order mark before its text does not count, and is left out.
 *
 * @param id see {@link PolicyId}; the name of its file without the ending
 * @param format of the text
 * @param text of it
 */
public record StoredPolicy(String id, Format format, String text) {
  /**
   * Looks at the id, which becomes the name of a file.
   *
   * @throws IllegalArgumentException if it may not be one
   */
  public StoredPolicy {
    if (!PolicyId.isOne(id)) {
      throw new IllegalArgumentException("the id of a policy is " + PolicyId.ALLOWED);
    }
    text = text.startsWith("\ufeff") ? text.substring(1) : text;
  }
}
