package dev.buntime.deployer.internal.forms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Constants;

/** Makes OSGi bundles of archives that are none. Thread-safe. */
public final class Forms {
  /** Header of a manifest that was made here: the form of the artifact. */
  public static final String HEADER = "Buntime-Form";

  private final List<Form> forms;

  /**
   * @param forms asked in this order; the first that knows an archive makes its manifest
   */
  private Forms(List<Form> forms) {
    this.forms = forms;
  }

  /** All forms that there are. */
  public static Forms all() {
    return new Forms(List.of(new WarForm(), new PlainForm())); // the last one takes what is left
  }

  /** None: what is no bundle stays as it is. */
  public static Forms none() {
    return new Forms(List.of());
  }

  /**
   * Makes a bundle of a checked archive, in its place, unless it is one or of no form.
   *
   * @param file a private copy
   * @param name what the artifact is called
   * @param hasSidecar whether there are settings beside the artifact
   * @return warnings, in words; empty if the archive is as it was
   * @throws UnfitException if no bundle can be made of it
   * @throws IOException if the disk fails
   */
  public List<String> bundle(Path file, ArtifactName name, boolean hasSidecar)
      throws IOException, UnfitException {
    Path bundle = file.resolveSibling(file.getFileName() + ".bundle");
    try {
      List<String> warnings;
      try (Archive archive = new Archive(file, hasSidecar)) {
        if (archive.headers().getValue(Constants.BUNDLE_SYMBOLICNAME) != null) {
          return List.of();
        }
        Optional<Made> made = make(archive, name);
        if (made.isEmpty()) {
          return List.of();
        }
        warnings = BundleWriter.write(file, made.get(), bundle);
      }
      Files.move(bundle, file, StandardCopyOption.REPLACE_EXISTING);
      return warnings;
    } finally {
      Files.deleteIfExists(bundle);
    }
  }

  private Optional<Made> make(Archive archive, ArtifactName name)
      throws IOException, UnfitException {
    for (Form form : forms) {
      Optional<Made> made = form.manifest(archive, name);
      if (made.isPresent()) {
        return made;
      }
    }
    return Optional.empty();
  }
}
