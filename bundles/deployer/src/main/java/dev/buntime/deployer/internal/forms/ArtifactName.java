package dev.buntime.deployer.internal.forms;

import dev.buntime.deployer.internal.archives.Quoted;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.util.Locale;
import java.util.Optional;

/**
 * What the name of an artifact tells about its app.
 *
 * @param artifact path in the apps folder, with {@code /}
 * @param app what comes before the version, in lower case; not checked
 * @param version {@code 0.0.0} if the name has none
 * @param isBinding whether what the artifact holds has to be just this app version
 */
public record ArtifactName(String artifact, String app, SemVer version, boolean isBinding) {
  private static final SemVer NO_VERSION = SemVer.of(0, 0, 0);

  /**
   * Of a file: {@code <name>-<version>.<ending>} or {@code <name>.<ending>}. What follows a {@code
   * -} is the version if it is a semantic version to its end.
   */
  public static ArtifactName ofFile(String artifact) {
    int ending = artifact.lastIndexOf('.');
    String stem = ending > 0 ? artifact.substring(0, ending) : artifact;
    for (int dash = stem.indexOf('-'); dash > 0; dash = stem.indexOf('-', dash + 1)) {
      Optional<SemVer> version = version(stem.substring(dash + 1));
      if (version.isPresent()) {
        return new ArtifactName(artifact, lower(stem.substring(0, dash)), version.get(), false);
      }
    }
    return new ArtifactName(artifact, lower(stem), NO_VERSION, false);
  }

  /**
   * Of a folder: {@code <name>/<version>}, {@code <name>@<version>} or {@code <name>}.
   *
   * @throws UnfitException if it has an {@code @}, but no semantic version after it
   */
  public static ArtifactName ofFolder(String artifact) throws UnfitException {
    int slash = artifact.indexOf('/');
    int separator = slash >= 0 ? slash : artifact.indexOf('@');
    if (separator < 0) {
      return new ArtifactName(artifact, lower(artifact), NO_VERSION, false);
    }
    String text = artifact.substring(separator + 1);
    SemVer version =
        version(text)
            .orElseThrow(() ->
                new UnfitException(
                    "the name of the folder has %s where a semantic version belongs. Name it like %s@1.4.2"
                        .formatted(Quoted.of(text), "hello")));
    return new ArtifactName(artifact, lower(artifact.substring(0, separator)), version, true);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The semantic version that a text is, with all three numbers; empty if it is none. */
  public static Optional<SemVer> version(String text) {
    if (text.isEmpty() || text.charAt(0) < '0' || text.charAt(0) > '9') {
      return Optional.empty();
    }
    try {
      return Optional.of(SemVer.parse(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /**
   * The name of the app.
   *
   * @throws UnfitException if it is not allowed
   */
  String checkedApp() throws UnfitException {
    if (AppVersion.isName(app)) {
      return app;
    }
    throw new UnfitException(
        ("%s is not an app name, and nothing else names the app: it has to begin with one of a-z 0-9"
                + " and may go on with a-z 0-9 . _ -. Rename %s, such as hello-1.4.2.jar or"
                + " hello/1.4.2, or add the header App-Name")
            .formatted(Quoted.of(app), Quoted.of(artifact)));
  }
}
