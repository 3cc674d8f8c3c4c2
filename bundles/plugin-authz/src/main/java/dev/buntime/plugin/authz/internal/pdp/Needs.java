package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.Attribute;
import dev.buntime.plugin.authz.internal.attributes.Type;
import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AllOf;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AnyOf;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeDesignatorType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Match;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Target;

/**
 * What a request must have, or a target does not match for certain: of an attribute a text that is
 * one of some, or begins with one of some. A target is a conjunction: if each alternative of one of
 * its parts asks for such a text, no request without one of them can match, whatever else it has,
 * because one false part makes an alternative, and one part without a matching alternative makes
 * the target, not match, even where other parts are indeterminate (XACML 3.0, section 7.7).
 */
final class Needs {
  private static final String EQUAL = "urn:oasis:names:tc:xacml:1.0:function:string-equal";
  private static final String STARTS_WITH =
      "urn:oasis:names:tc:xacml:3.0:function:string-starts-with";

  private Needs() {}

  /**
   * How a text is needed.
   *
   * @param attribute that has it
   * @param isPrefix whether it only begins with it
   */
  record Kind(Attribute attribute, boolean isPrefix) {}

  /** The texts of which a request must have one, for each kind; empty for what needs none. */
  static Map<Kind, Set<String>> of(Target target) {
    Map<Kind, Set<String>> needs = new HashMap<>();
    if (target != null) {
      for (AnyOf part : target.getAnyOves()) {
        of(part)
            .forEach((kind, texts) ->
                needs.merge(kind, texts, (one, other) -> one.size() <= other.size() ? one : other));
      }
    }
    return needs;
  }

  private static Map<Kind, Set<String>> of(AnyOf part) {
    Map<Kind, Set<String>> needs = new HashMap<>();
    boolean isFirst = true;
    for (AllOf alternative : part.getAllOves()) {
      Map<Kind, String> own = new HashMap<>();
      alternative
          .getMatches()
          .forEach(match -> kind(match).ifPresent(kind -> own.put(kind, literal(match))));
      if (isFirst) {
        own.keySet().forEach(kind -> needs.put(kind, new HashSet<>()));
        isFirst = false;
      }
      needs.keySet().retainAll(own.keySet());
      needs.forEach((kind, texts) -> texts.add(own.get(kind)));
    }
    return needs;
  }

  private static Optional<Kind> kind(Match match) {
    boolean isPrefix = match.getMatchId().equals(STARTS_WITH);
    AttributeDesignatorType designator = match.getAttributeDesignator();
    if ((!isPrefix && !match.getMatchId().equals(EQUAL))
        || designator == null
        || designator.isMustBePresent()) {
      return Optional.empty();
    }
    return new Reference(
            designator.getCategory(), designator.getAttributeId(), designator.getDataType())
        .attribute()
        .filter(attribute -> attribute.type() == Type.STRING)
        .map(attribute -> new Kind(attribute, isPrefix));
  }

  private static String literal(Match match) {
    StringBuilder text = new StringBuilder();
    match.getAttributeValue().getContent().forEach(text::append);
    return text.toString();
  }
}
