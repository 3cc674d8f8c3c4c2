package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Verdict;
import java.util.List;

/**
 * Why a request is decided as it is. Why a policy does not apply is said of {@value #MOST_UNFIT} of
 * them at most: first of those whose target asks for no app, role, path or the like that the
 * request has not, then of the first of the others.
 *
 * @param outcome of all policies; its verdict names rules
 * @param parts what each policy decides alone, in their order
 */
public record Explanation(Outcome outcome, List<Part> parts) {
  /** Of so many policies that do not apply it is said why. */
  static final int MOST_UNFIT = 100;

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
   *     it applies, if it is written in XACML, and if many others do not apply either
   */
  public record Part(PolicyInfo policy, Verdict verdict, List<String> unfit) {
    /** Copies the list. */
    public Part {
      unfit = List.copyOf(unfit);
    }
  }
}
