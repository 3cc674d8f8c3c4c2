package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.admin.DeploymentRequest;
import dev.buntime.deployer.internal.forms.ArtifactName;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks into uploads before they reach the apps folder. Thread-safe. */
final class UploadCheck {
  private static final int MAX_NAME = 255;

  private final Staging staging;

  /**
   * @param staging copies and checks uploads; its folder is used by nobody else
   */
  UploadCheck(Staging staging) {
    this.staging = staging;
  }

  /**
   * An upload that can be put into the folder.
   *
   * @param staged a private copy, deleted when this is closed
   * @param id the app version that it is
   * @param suffix what its name in the folder has to end with
   */
  record Checked(StagedArtifact staged, AppVersion id, String suffix) implements AutoCloseable {
    /** Whether it is the same app version if the artifact has that name. */
    boolean isAs(String artifact) {
      if (staged.content().headers().getValue(Forms.HEADER) == null) {
        return true; // it goes by its own headers
      }
      ArtifactName name = ArtifactName.ofFile(artifact);
      return name.app().equals(id.app()) && name.version().equals(id.version());
    }

    @Override
    public void close() {
      staged.close();
    }
  }

  /**
   * Looks into one.
   *
   * @throws DeploymentException if it cannot be deployed, or is not what was asked for
   */
  Checked check(Path upload, DeploymentRequest request) throws DeploymentException {
    String name = name(request);
    StagedArtifact staged = read(upload, name);
    boolean done = false;
    try {
      AppVersion id = staged.id();
      checkWanted(id, request);
      done = true;
      return new Checked(staged, id, name.substring(name.lastIndexOf('.')));
    } catch (RefusedException e) {
      throw new DeploymentException(Kind.REFUSED, e.reason());
    } finally {
      if (!done) {
        staged.close();
      }
    }
  }

  /** The name that the artifact goes by; it need not be the one that it gets in the folder. */
  private static String name(DeploymentRequest request) throws DeploymentException {
    String name = request.fileName();
    if (name == null) {
      return request.app() == null || request.version() == null
          ? "upload" + Sighting.JAR
          : request.app() + "-" + request.version() + Sighting.JAR;
    }
    if (!Sighting.isArchive(name)
        || name.length() > MAX_NAME
        || name.chars().anyMatch(each -> each == '/' || each == '\\' || each < ' ')) {
      throw new DeploymentException(
          Kind.REFUSED,
          "The file name '%s' is not that of an artifact. Allowed is a name without folders that"
                  .formatted(Printable.of(name))
              + " ends with "
              + String.join(" or ", Sighting.ARCHIVES)
              + ".");
    }
    return name;
  }

  private StagedArtifact read(Path upload, String name) throws DeploymentException {
    Optional<Sighting> seen;
    try {
      seen = Sighting.of(upload);
    } catch (IOException e) {
      throw AdminFiles.storage("The upload cannot be read", e);
    }
    return switch (staging.read(upload, name, seen.orElseThrow())) {
      case Reading.Complete(StagedArtifact staged) -> staged;
      case Reading.Unusable(String _, RefusedException why) ->
          throw new DeploymentException(Kind.REFUSED, why.reason());
      case Reading.Incomplete(String why, RefusedException _) ->
          throw new DeploymentException(
              Kind.REFUSED,
              "%s is not a complete archive: %s. Upload it again."
                  .formatted(Printable.of(name), Printable.of(why)));
      case Reading.Unreadable unreadable ->
          throw new DeploymentException(Kind.STORAGE, unreadable.refusal(name).reason());
      case Reading.Moving() ->
          throw new DeploymentException(
              Kind.CONFLICT, "The upload was changed while it was looked at. Upload it again.");
    };
  }

  private static void checkWanted(AppVersion id, DeploymentRequest request)
      throws DeploymentException {
    boolean asked =
        (request.app() == null || request.app().equals(id.app()))
            && (request.version() == null || request.version().equals(id.version().toString()));
    if (!asked) {
      throw new DeploymentException(
          Kind.REFUSED,
          "The artifact is %s, not %s@%s. Upload it to its own address, or correct its headers."
              .formatted(
                  id,
                  Printable.of(String.valueOf(request.app())),
                  Printable.of(String.valueOf(request.version()))));
    }
  }
}
