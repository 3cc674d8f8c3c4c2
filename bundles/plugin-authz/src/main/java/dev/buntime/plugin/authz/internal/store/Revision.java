package dev.buntime.plugin.authz.internal.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One change of a policy.
 *
 * @param id of the policy
 * @param version from 1; goes on after the policy was deleted and made anew
 * @param policy what it has been since; empty if it was deleted
 * @param author who changed it, {@link #BY_HAND} if the file was changed
 * @param time of the change
 */
public record Revision(
    String id, int version, Optional<StoredPolicy> policy, String author, Instant time) {
  /** The author of a change of a file: nobody knows who that was. */
  public static final String BY_HAND = "(file)";
}
