package dev.buntime.deployer.internal;

import dev.buntime.versions.SemVer;
import java.util.regex.Pattern;
import org.osgi.framework.Version;

/**
 * Turns a bundle version into a semantic version.
 *
 * <p>OSGi sorts {@code 1.0.0.x} after {@code 1.0.0}; a semantic version has pre-releases before and
 * builds beside it. The qualifier does not say which it is, so known words decide:
 *
 * <pre>
 * qualifier                                            1.0.0.qualifier is
 * ───────────────────────────────────────────────────  ──────────────────────────
 * (none)                                               1.0.0
 * begins with alpha, beta, milestone, rc, cr, pre,     1.0.0-qualifier
 *   preview, prerelease, snapshot, ea, dev, nightly,
 *   canary, next, or is m1, m2, …
 * ends with -snapshot                                  1.0.0-qualifier
 * anything else: Final, GA, RELEASE, SP1, jre,         1.0.0+qualifier
 *   202401011200, v20240101-1200, redhat-00001, b12 …
 * </pre>
 *
 * <p>A word ends at a digit, {@code -}, {@code _} or the end; case does not matter. What is unknown
 * is a build, because most third-party qualifiers are: as a pre-release the bundle would not be
 * found without naming its version. A {@code _}, which semantic versions do not have, becomes
 * {@code -}. The header {@code App-Version} says it where this table is wrong.
 */
final class BundleVersions {
  private static final Pattern PRE_RELEASE =
      Pattern.compile(
          "(?:(?:alpha|beta|milestone|rc|cr|pre|preview|prerelease|snapshot|ea|dev|nightly|canary"
              + "|next)(?![a-z]).*|m[0-9]+|.*[-_]snapshot)",
          Pattern.CASE_INSENSITIVE);

  private BundleVersions() {}

  /**
   * The semantic version of a bundle version.
   *
   * @param text such as {@code 1}, {@code 1.2} or {@code 2.0.0.beta-1}
   * @throws IllegalArgumentException if the text is not a bundle version
   */
  static SemVer semVer(String text) {
    Version version = Version.parseVersion(text);
    String release = version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    String qualifier = version.getQualifier();
    if (qualifier.isEmpty()) {
      return SemVer.parse(release);
    }
    String separator = PRE_RELEASE.matcher(qualifier).matches() ? "-" : "+";
    return SemVer.parse(release + separator + qualifier.replace('_', '-'));
  }
}
