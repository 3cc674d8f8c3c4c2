package dev.buntime.deployer.internal;

import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;

/** Reads from a manifest which app version a bundle is. */
final class AppIdentity {
  /** The header that names an app; without it the symbolic name does. */
  static final String APP_NAME = "App-Name";

  /** The header with a semantic version; without it the bundle version is used. */
  static final String APP_VERSION = "App-Version";

  private static final Pattern PLUGIN_API =
      Pattern.compile("(^|,)\\s*dev\\.buntime\\.plugin\\s*(;|,|$)");

  private AppIdentity() {}

  /**
   * The app version that the headers describe.
   *
   * @throws RefusedException if it is no bundle, a fragment, or a header is wrong
   */
  static AppVersion of(Attributes headers) throws RefusedException {
    String symbolicName = symbolicName(headers);
    if (headers.getValue(Constants.FRAGMENT_HOST) != null) {
      throw new RefusedException(
          "it is a fragment (header Fragment-Host), which becomes a part of another bundle and"
              + " cannot be an app. Put its content into the app's own bundle");
    }
    String imports = headers.getValue(Constants.IMPORT_PACKAGE);
    if (imports != null && PLUGIN_API.matcher(imports).find()) {
      throw new RefusedException(
          "it is a plugin: it imports dev.buntime.plugin, which no app sees. Put it into the plugins"
              + " folder");
    }
    return new AppVersion(name(headers, symbolicName), version(headers));
  }

  /** The symbolic name without its directives. */
  static String symbolicName(Attributes headers) throws RefusedException {
    String header = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
    if (header == null || header.isBlank()) {
      throw new RefusedException(
          "it is not an OSGi bundle: its manifest has no Bundle-SymbolicName. Build it with"
              + " bnd-maven-plugin, the Gradle plugin biz.aQute.bnd.builder or"
              + " maven-bundle-plugin, which write the header");
    }
    return header.split(";", 2)[0].strip();
  }

  private static String name(Attributes headers, String symbolicName) throws RefusedException {
    String own = value(headers, APP_NAME);
    if (own != null) {
      return checked(APP_NAME, own, "Change the header");
    }
    String name = symbolicName.toLowerCase(Locale.ROOT);
    return checked(
        Constants.BUNDLE_SYMBOLICNAME, name, "Add the header App-Name with another name");
  }

  private static String checked(String header, String name, String advice) throws RefusedException {
    if (AppVersion.isName(name)) {
      return name;
    }
    throw new RefusedException(
        ("%s '%s' is not an app name: it has to begin with one of a-z 0-9 and may go on with a-z"
                + " 0-9 . _ -. %s")
            .formatted(header, name, advice));
  }

  private static SemVer version(Attributes headers) throws RefusedException {
    String own = value(headers, APP_VERSION);
    String ofBundle = value(headers, Constants.BUNDLE_VERSION);
    try {
      if (own != null) {
        return SemVer.parse(own);
      }
      return BundleVersions.semVer(ofBundle == null ? "0.0.0" : ofBundle);
    } catch (IllegalArgumentException _) {
      throw new RefusedException(
          own != null
              ? "%s '%s' is not a semantic version. Write it like 1.4.2 or 2.0.0-beta.1"
                  .formatted(APP_VERSION, own)
              : "%s '%s' is not a bundle version. Write it like 1.4.2 or 2.0.0.beta-1"
                  .formatted(Constants.BUNDLE_VERSION, ofBundle));
    }
  }

  private static @Nullable String value(Attributes headers, String name) {
    String value = headers.getValue(name);
    return value == null ? null : value.strip();
  }
}
