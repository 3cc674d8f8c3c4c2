package dev.buntime.plugin.authz.internal.shortform;

import java.util.List;
import java.util.Locale;

/** What a policy says of the requests that it is for. */
enum Effect {
  PERMIT("Permit"),
  DENY("Deny");

  /** As they are written in the short form. */
  static final List<String> WORDS = List.of("permit", "deny");

  private final String xacml;

  Effect(String xacml) {
    this.xacml = xacml;
  }

  /** As it is written in XACML. */
  String xacml() {
    return xacml;
  }

  /** As it is written in the short form. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Effect of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
