package dev.buntime.plugin.authz.internal.pdp;

import dev.buntime.plugin.authz.internal.attributes.Vocabulary;
import dev.buntime.plugin.authz.internal.pdp.Reads.Reference;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AllOf;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AnyOf;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.AttributeDesignatorType;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Match;
import oasis.names.tc.xacml._3_0.core.schema.wd_17.Target;

/**
 * Finds the apps that a target says by their names. A target is a conjunction: if each alternative
 * of one of its parts asks for an app by name, no other app can match, whatever else it asks for,
 * because one false part makes an alternative, and one part without a matching alternative makes
 * the target, not match, even where other parts are indeterminate (XACML 3.0, section 7.7).
 */
final class LiteralApps {
  private static final String EQUAL = "urn:oasis:names:tc:xacml:1.0:function:string-equal";
  private static final Reference APP = Reference.of(Vocabulary.APP);

  private LiteralApps() {}

  /** The only apps that a target can match; empty if it can match apps that it does not name. */
  static Optional<Set<String>> of(Target target) {
    if (target == null) {
      return Optional.empty();
    }
    return target.getAnyOves().stream()
        .map(LiteralApps::of)
        .flatMap(Optional::stream)
        .reduce((one, other) -> one.size() <= other.size() ? one : other);
  }

  private static Optional<Set<String>> of(AnyOf part) {
    Set<String> apps = new HashSet<>();
    for (AllOf alternative : part.getAllOves()) {
      Optional<String> app =
          alternative.getMatches().stream()
              .filter(LiteralApps::isOfApp)
              .map(LiteralApps::literal)
              .findFirst();
      if (app.isEmpty()) {
        return Optional.empty();
      }
      apps.add(app.get());
    }
    return Optional.of(apps);
  }

  private static boolean isOfApp(Match match) {
    AttributeDesignatorType designator = match.getAttributeDesignator();
    return match.getMatchId().equals(EQUAL)
        && designator != null
        && !designator.isMustBePresent()
        && APP.equals(
            new Reference(
                designator.getCategory(), designator.getAttributeId(), designator.getDataType()));
  }

  private static String literal(Match match) {
    StringBuilder text = new StringBuilder();
    match.getAttributeValue().getContent().forEach(text::append);
    return text.toString();
  }
}
