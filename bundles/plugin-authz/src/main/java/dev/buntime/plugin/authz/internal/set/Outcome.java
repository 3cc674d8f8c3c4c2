package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Verdict;
import java.util.Optional;

/**
 * What a set of policies decides of a request.
 *
 * @param verdict of them
 * @param matched the first policy that decides the same alone; empty if it was the default, or the
 *     algorithm itself, and of a permit if nobody asked
 */
public record Outcome(Verdict verdict, Optional<PolicyInfo> matched) {}
