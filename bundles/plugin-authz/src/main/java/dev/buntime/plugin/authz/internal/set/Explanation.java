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
   * @param unfit the parts of it that are not for the request, such as {@code subjects}; empty if
   *     it applies, and if it is written in XACML
   */
  public record Part(PolicyInfo policy, Verdict verdict, List<String> unfit) {
    /** Copies the list. */
    public Part {
      unfit = List.copyOf(unfit);
    }
  }
}
