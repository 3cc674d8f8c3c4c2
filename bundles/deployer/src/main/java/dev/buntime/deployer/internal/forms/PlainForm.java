package dev.buntime.deployer.internal.forms;

import dev.buntime.deployer.internal.archives.Quoted;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Constants;

/** Files with a page, classes, or both: what is no other form is this one. Thread-safe. */
final class PlainForm implements Form {
  private static final List<String> PAGES = List.of("public/index.html", "index.html");
  private static final int SHOWN = 5;

  @Override
  public Optional<Made> manifest(Archive archive, ArtifactName name)
      throws IOException, UnfitException {
    if (!isApp(archive)) {
      throw unfit(archive);
    }
    ReferredPackages referred = ReferredPackages.of(archive, classPath(archive));
    return Optional.of(
        new Made(
            new BundleManifest("plain", archive.headers(), name)
                .importing(referred.packages())
                .toManifest(),
            referred.warnings()));
  }

  private static boolean isApp(Archive archive) {
    return archive.hasSettings()
        || PAGES.stream().anyMatch(archive.files()::contains)
        || archive.files().stream().anyMatch(each -> each.endsWith(".class"));
  }

  private static List<String> classPath(Archive archive) {
    String own =
        Objects.requireNonNullElse(archive.headers().getValue(Constants.BUNDLE_CLASSPATH), ".");
    return Arrays.stream(own.split(",")).map(each -> each.split(";", 2)[0].strip()).toList();
  }

  private static UnfitException unfit(Archive archive) {
    return new UnfitException(
        ("it is not an OSGi bundle and %s. An app has a page, index.html or public/index.html, or"
                + " classes and a worker.jsonc that names the servlet, or the manifest of a bundle%s")
            .formatted(content(archive), advice(archive)));
  }

  private static String content(Archive archive) {
    List<String> files =
        archive.files().stream().filter(each -> !each.equals(JarFile.MANIFEST_NAME)).toList();
    if (files.isEmpty()) {
      return "is empty";
    }
    return "has %d file%s: %s%s"
        .formatted(
            files.size(),
            files.size() == 1 ? "" : "s",
            files.stream().limit(SHOWN).map(Quoted::of).collect(Collectors.joining(", ")),
            files.size() > SHOWN ? ", ..." : "");
  }

  /** Who packs a folder rather than what is in it has the page one level too deep. */
  private static String advice(Archive archive) {
    if (archive.files().contains("deploy.json")) {
      return ". A deploy.json makes a set of a folder in the apps folder, and not of an archive:"
          + " unpack it there";
    }
    Stream<String> pages =
        archive.files().stream().filter(each -> each.matches("[^/]+/(public/)?index\\.html"));
    return pages
        .findFirst()
        .filter(each -> !each.equals("public/index.html"))
        .map(each -> each.substring(0, each.indexOf('/') + 1))
        .map(folder ->
            ". The page is in %s: move what is in that folder one level up"
                .formatted(Quoted.of(folder)))
        .orElse("");
  }
}
