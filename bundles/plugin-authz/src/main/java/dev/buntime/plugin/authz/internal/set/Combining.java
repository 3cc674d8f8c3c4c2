package dev.buntime.plugin.authz.internal.set;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How the decisions of policies become one (XACML 3.0, appendix C). */
public enum Combining {
  DENY_OVERRIDES(Since.THREE),
  PERMIT_OVERRIDES(Since.THREE),
  FIRST_APPLICABLE(Since.ONE),
  ORDERED_DENY_OVERRIDES(Since.THREE),
  ORDERED_PERMIT_OVERRIDES(Since.THREE),
  DENY_UNLESS_PERMIT(Since.THREE),
  PERMIT_UNLESS_DENY(Since.THREE),
  ONLY_ONE_APPLICABLE(Since.ONE);

  private final Since since;

  /** The version of XACML that the name of an algorithm has in it. */
  private enum Since {
    ONE("1.0"),
    THREE("3.0");

    private final String version;

    Since(String version) {
      this.version = version;
    }
  }

  Combining(Since since) {
    this.since = since;
  }

  /** As options have it, such as {@code deny-overrides}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The URN of the algorithm for policies. */
  public String id() {
    return "urn:oasis:names:tc:xacml:%s:policy-combining-algorithm:%s"
        .formatted(since.version, word());
  }

  /** All words. */
  public static List<String> words() {
    return Stream.of(values()).map(Combining::word).toList();
  }

  /** Of a word that is one. */
  public static Combining of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
