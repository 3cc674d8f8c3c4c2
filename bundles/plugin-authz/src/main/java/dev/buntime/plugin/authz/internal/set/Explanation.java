package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Verdict;
import java.util.List;

/**
 * Why a request is decided as it is.
 *
 * @param outcome of all policies; its verdict names rules
 * @param parts what each policy decides alone, in their order
 */
public record Explanation(Outcome outcome, List<Part> parts) {
  /** Copies the list. */
  public Explanation {
    parts = List.copyOf(parts);
  }

  /**
   * What a policy decides alone.
   *
   * @param policy which
   * @param verdict of it
   */
  public record Part(PolicyInfo policy, Verdict verdict) {}
}
