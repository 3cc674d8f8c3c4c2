package dev.buntime.versions;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of an app and one of its versions.
 *
 * @param app the name, see {@link #isName}
 * @param version the version
 */
public record AppVersion(String app, SemVer version) implements Comparable<AppVersion> {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]*");

  /** Checks the name. */
  public AppVersion {
    Objects.requireNonNull(version, "version");
    if (!isName(app)) {
      throw new IllegalArgumentException("'" + app + "' is not an app name: " + NAME);
    }
  }

  /** Whether the text may name an app: {@code [a-z0-9][a-z0-9._-]*}. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** By name, then by version, lowest first. */
  @Override
  public int compareTo(AppVersion other) {
    int byName = app.compareTo(other.app);
    return byName != 0 ? byName : version.compareTo(other.version);
  }

  /** {@code app@version}. */
  @Override
  public String toString() {
    return app + "@" + version;
  }
}
