package dev.buntime.plugin.authz.internal.attributes;

import java.util.Set;
import java.util.regex.Pattern;

/** What may be the id of a policy, which becomes the name of a file and a part of a path. */
public final class PolicyId {
  /** What is allowed, for messages. */
  public static final String ALLOWED =
      "a text of at most 128 letters, digits and . _ - that begins with a letter or digit, and not order or validate";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

  /** Beside the policies there are routes with these names. */
  private static final Set<String> ROUTES = Set.of("order", "validate");

  private PolicyId() {}

  /** Whether a text may be one. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches() && !ROUTES.contains(text);
  }
}
