package dev.buntime.deployer.internal.forms;

import dev.buntime.versions.SemVer;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;

/**
 * The manifest of a bundle that is made of an artifact: the artifact's own headers, and what they
 * leave out. The sections of single entries, which hold the digests of signatures, are left out.
 */
public final class BundleManifest {
  /** The header that names an app. */
  public static final String APP_NAME = "App-Name";

  /** The header with its semantic version. */
  public static final String APP_VERSION = "App-Version";

  /** Headers that the artifact does not decide. */
  private static final Set<String> MADE =
      Set.of(
          "manifest-version",
          "signature-version",
          "bundle-manifestversion",
          "bundle-symbolicname",
          "bundle-version",
          "buntime-form");

  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * Begins with the headers of the artifact itself.
   *
   * @param form for {@link Forms#HEADER}
   * @throws UnfitException if neither the headers nor its name name an app
   */
  public BundleManifest(String form, Attributes own, ArtifactName name) throws UnfitException {
    own.forEach((key, value) -> headers.put(key.toString(), value.toString()));
    headers.keySet().removeIf(each -> MADE.contains(each.toLowerCase(Locale.ROOT)));
    String app = headers.containsKey(APP_NAME) ? headers.get(APP_NAME) : name.checkedApp();
    String version = headers.getOrDefault(APP_VERSION, name.version().toString());
    headers.put(APP_NAME, app);
    headers.put(APP_VERSION, version);
    headers.put(Forms.HEADER, form);
    headers.put(Constants.BUNDLE_MANIFESTVERSION, "2");
    headers.put(Constants.BUNDLE_SYMBOLICNAME, symbolicName(app));
    headers.put(Constants.BUNDLE_VERSION, bundleVersion(version));
  }

  /** What {@link dev.buntime.versions.AppVersion} does not take is refused later, by its header. */
  private static String symbolicName(String app) {
    String name = app.strip().replaceAll("[^A-Za-z0-9._-]", "_");
    return name.isEmpty() ? "_" : name;
  }

  private static String bundleVersion(String version) {
    return ArtifactName.version(version.strip()).map(BundleManifest::of).orElse("0.0.0");
  }

  private static String of(SemVer version) {
    String release = version.major() + "." + version.minor() + "." + version.patch();
    String rest = version.toString().substring(release.length());
    return rest.isEmpty() ? release : release + "." + rest.substring(1).replaceAll("[.+]", "_");
  }

  /** With a header, unless the artifact has it itself. */
  public BundleManifest with(String header, String value) {
    headers.putIfAbsent(header, value);
    return this;
  }

  /**
   * With imports, unless the artifact has its own. All are optional: which of the packages that
   * code refers to it really needs, nobody can tell; many libraries go on without some.
   */
  public BundleManifest importing(Collection<String> packages) {
    return packages.isEmpty()
        ? this
        : with(
            Constants.IMPORT_PACKAGE,
            packages.stream()
                .sorted()
                .map(each -> each + ";resolution:=optional")
                .collect(Collectors.joining(",")));
  }

  /** The manifest, with its headers in alphabetical order. */
  public Manifest toManifest() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach(manifest.getMainAttributes()::putValue);
    return manifest;
  }
}
