package dev.buntime.plugin.authz.internal.set;

import dev.buntime.plugin.authz.internal.pdp.Decision;
import dev.buntime.plugin.authz.internal.pdp.DecisionPoint;
import dev.buntime.plugin.authz.internal.pdp.PolicyException;
import dev.buntime.plugin.authz.internal.pdp.PolicyText;
import dev.buntime.plugin.authz.internal.pdp.Query;
import dev.buntime.plugin.authz.internal.shortform.ShortPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out why a policy in the short form is not for a request: each of its parts is asked alone.
 * They are read when somebody asks for the first time. Thread-safe.
 */
final class Misfit {
  private final ShortPolicy policy;
  private volatile @Nullable Map<String, DecisionPoint> parts;

  Misfit(ShortPolicy policy) {
    this.policy = policy;
  }

  /** The parts that do not apply, such as {@code subjects}. */
  List<String> of(Query query) {
    List<String> names = new ArrayList<>();
    parts()
        .forEach((name, part) -> {
          if (part.decide(query).decision() == Decision.NOT_APPLICABLE) {
            names.add(name);
          }
        });
    return names;
  }

  /** Two threads may read them at the same time, which does no harm. */
  private Map<String, DecisionPoint> parts() {
    Map<String, DecisionPoint> known = parts;
    if (known == null) {
      Map<String, DecisionPoint> read = new LinkedHashMap<>();
      policy.parts().forEach((name, xacml) -> read.put(name, point(name, xacml)));
      known = read;
      parts = known;
    }
    return known;
  }

  private DecisionPoint point(String name, String xacml) {
    String id = "urn:buntime:policy:%s#%s".formatted(policy.id(), name);
    try {
      return DecisionPoint.of(List.of(new PolicyText(id, xacml)), id);
    } catch (PolicyException e) {
      throw new IllegalStateException("a part of a policy that is right is wrong", e);
    }
  }
}
