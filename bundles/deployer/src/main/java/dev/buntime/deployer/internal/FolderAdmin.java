package dev.buntime.deployer.internal;

import dev.buntime.admin.Accepted;
import dev.buntime.admin.DeploymentAdmin;
import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.admin.DeploymentRequest;
import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.versions.AppVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has operators' requests done by changing the apps folder, and waits for what comes of it. */
final class FolderAdmin implements DeploymentAdmin {
  private static final Logger log = LoggerFactory.getLogger(FolderAdmin.class);

  private final VersionLookup versions;
  private final AdminFiles files;
  private final UploadCheck uploads;
  private final Stops stops;
  private final Reservations reservations = new Reservations();
  private final Deployer deployer;

  /** The one thread on which everything is deployed. */
  interface Deployer {
    /** Has a scan begin that sees a change. */
    void changed(FolderChange<?> change);

    /** Has something looked up on the thread. */
    <T> CompletableFuture<T> ask(Function<AppsFolder, CompletableFuture<T>> question);
  }

  FolderAdmin(
      Catalog catalog, AdminFiles files, UploadCheck uploads, Stops stops, Deployer deployer) {
    this.versions = new VersionLookup(catalog);
    this.files = files;
    this.uploads = uploads;
    this.stops = stops;
    this.deployer = deployer;
    files.undecided().forEach(this::decide);
  }

  /** An earlier run ended while it started what was uploaded. */
  private void decide(AdminFiles.Placement left) {
    String artifact = left.artifact();
    FolderChange<DeploymentDTO> change =
        FolderChange.left(names(left), decisions -> settled(artifact, decisions));
    var _ = change.outcome().whenComplete((_, failure) -> conclude(left, failure));
    deployer.changed(change);
  }

  private static Set<String> names(AdminFiles.Placement placement) {
    Set<String> names = new TreeSet<>(Set.of(placement.artifact()));
    Optional.ofNullable(placement.swap()).map(Swap::replaced).ifPresent(names::add);
    return names;
  }

  private static Optional<DeploymentDTO> settled(String artifact, Decisions decisions)
      throws DeploymentException {
    if (decisions.isOpen(artifact)) {
      return Optional.empty();
    }
    String sha256 = decisions.known(artifact).map(each -> each.deployment().sha256()).orElse("");
    return live(artifact, sha256, decisions);
  }

  /** What was there before is given up only when it is known that what came is better. */
  private void conclude(AdminFiles.Placement placement, @Nullable Throwable failure) {
    if (failure == null) {
      files.confirm(placement);
    } else if (!(failure instanceof DeploymentException why)) {
      log.error("what becomes of {} is not known", Printable.of(placement.artifact()), failure);
    } else {
      switch (why.kind()) {
        case STOPPING ->
            log.info("{} is decided at the next start", Printable.of(placement.artifact()));
        case CONFLICT -> files.confirm(placement); // others have changed it
        case NOT_FOUND, EXISTS, REFUSED, STORAGE -> {
          files.undo(placement);
          deployer.changed(FolderChange.ofFiles(names(placement)));
        }
      }
    }
  }

  @Override
  public Path newUpload() throws DeploymentException {
    return files.newUpload();
  }

  // Deploy.

  @Override
  public Accepted deploy(Path upload, DeploymentRequest request) throws DeploymentException {
    try (UploadCheck.Checked checked = uploads.check(upload, request)) {
      AppVersion id = checked.id();
      reservations.take(id);
      Accepted accepted = null;
      try {
        accepted = deploy(upload, checked, request);
      } finally {
        releaseIfNull(id, accepted);
      }
      return new Accepted(
          accepted.artifact(),
          accepted.app(),
          accepted.version(),
          accepted.isNew(),
          released(id, accepted.outcome()));
    } finally {
      files.discard(upload);
    }
  }

  private Accepted deploy(Path upload, UploadCheck.Checked checked, DeploymentRequest request)
      throws DeploymentException {
    AppVersion id = checked.id();
    Optional<Deployment> owner = versions.of(id);
    if (request.onlyNew() && owner.isPresent()) {
      throw new DeploymentException(
          Kind.EXISTS, id + " is there already, as " + owner.get().artifact() + ".");
    }
    Target target = target(checked, owner);
    boolean stopped = stops.contains(id);
    if (stopped) {
      letStart(id);
    }
    AdminFiles.Placement placement = null;
    try {
      placement = files.place(upload, target.artifact(), target.replaced());
    } finally {
      if (placement == null && stopped) {
        stopAgain(id);
      }
    }
    AdminFiles.Placement placed = placement;
    FolderChange<DeploymentDTO> change =
        FolderChange.ofFiles(
            names(placed),
            decisions -> live(target.artifact(), checked.staged().sha256(), decisions));
    CompletableFuture<DeploymentDTO> outcome =
        change
            .outcome()
            .whenComplete((_, failure) -> {
              if (stopped && isLost(failure)) {
                stopAgain(id);
              }
              conclude(placed, failure);
            });
    deployer.changed(change);
    return new Accepted(
        target.artifact(), id.app(), id.version().toString(), owner.isEmpty(), outcome);
  }

  private static boolean isLost(@Nullable Throwable failure) {
    return failure instanceof DeploymentException why
        && (why.kind() == Kind.REFUSED || why.kind() == Kind.STORAGE);
  }

  /**
   * Where an upload goes.
   *
   * @param artifact its name in the folder
   * @param replaced what goes when it comes, null if nothing
   */
  private record Target(String artifact, @Nullable String replaced) {}

  /** What has the version already keeps its name; else version and form make it. */
  private Target target(UploadCheck.Checked checked, Optional<Deployment> owner)
      throws DeploymentException {
    AppVersion id = checked.id();
    if (owner.isPresent()) {
      checkIsAlone(owner.get());
    }
    String replaced = owner.map(Deployment::artifact).filter(files::exists).orElse(null);
    if (replaced != null && replaced.endsWith(checked.suffix()) && checked.isAs(replaced)) {
      return new Target(replaced, replaced);
    }
    String artifact = id.app() + "-" + id.version() + checked.suffix();
    if (!files.exists(artifact)) {
      return new Target(artifact, replaced);
    }
    Optional<AppVersion> other = versions.at(artifact);
    if (replaced != null || other.filter(found -> !found.equals(id)).isPresent()) {
      throw new DeploymentException(
          Kind.CONFLICT,
          "The apps folder has a file %s already, which is %s. Rename it or take it away."
              .formatted(Printable.of(artifact), other.map(AppVersion::toString).orElse("no app")));
    }
    return new Target(artifact, artifact);
  }

  private void checkIsAlone(Deployment deployment) throws DeploymentException {
    String artifact = deployment.artifact();
    if (files.isInSet(artifact)) {
      String set = SetFile.setOf(artifact);
      throw new DeploymentException(
          Kind.CONFLICT,
          "%s is part of the set %s, which goes live and away together. Change the files of %s in the"
                  .formatted(Printable.of(artifact), Printable.of(set), Printable.of(set))
              + " apps folder and its "
              + SetFile.NAME
              + ", or take the folder away.");
    }
  }

  private static Optional<DeploymentDTO> live(String artifact, String sha256, Decisions decisions)
      throws DeploymentException {
    if (decisions.isOpen(artifact)) {
      return Optional.empty();
    }
    Optional<Known> known = decisions.known(artifact);
    if (known.isEmpty()) {
      throw new DeploymentException(
          Kind.CONFLICT, Printable.of(artifact) + " was taken out of the apps folder meanwhile.");
    }
    Deployment judged = known.get().judged(sha256);
    if (judged.outcome() instanceof Refused(AppVersion _, String reason)) {
      boolean read = !judged.sha256().isEmpty();
      throw new DeploymentException(read ? Kind.REFUSED : Kind.STORAGE, reason);
    }
    if (!judged.sha256().equals(sha256)) {
      throw new DeploymentException(
          Kind.CONFLICT,
          Printable.of(artifact)
              + " was replaced in the apps folder by another content meanwhile.");
    }
    return Optional.of(CatalogDeploymentRuntime.describe(judged));
  }

  @Override
  public CompletableFuture<DeploymentDTO> tryOut(Path upload, DeploymentRequest request)
      throws DeploymentException {
    try {
      UploadCheck.Checked checked = uploads.check(upload, request);
      CompletableFuture<DeploymentDTO> result = null;
      try {
        result = tryOut(checked);
        return result;
      } finally {
        if (result == null) {
          checked.close();
        } else {
          var _ = result.whenComplete((_, _) -> checked.close());
        }
      }
    } finally {
      files.discard(upload);
    }
  }

  private CompletableFuture<DeploymentDTO> tryOut(UploadCheck.Checked checked)
      throws DeploymentException {
    StagedArtifact staged =
        checked.staged().as(target(checked, versions.of(checked.id())).artifact());
    return deployer
        .ask(apps -> apps.tryOut(staged))
        .thenApply(would -> {
          if (would.outcome() instanceof Refused(AppVersion _, String reason)) {
            throw new CompletionException(new DeploymentException(Kind.REFUSED, reason));
          }
          return valid(CatalogDeploymentRuntime.describe(would));
        });
  }

  private static DeploymentDTO valid(DeploymentDTO would) {
    return new DeploymentDTO(
        would.artifact(),
        would.app(),
        would.version(),
        "valid",
        null,
        would.warnings(),
        -1,
        would.size(),
        would.sha256(),
        would.since());
  }

  // Undeploy, stop, start.

  @Override
  public CompletableFuture<Void> undeploy(String app, String version) throws DeploymentException {
    AppVersion id = VersionLookup.id(app, version);
    CompletableFuture<Boolean> gone =
        reserved(
            id,
            () -> {
              Deployment deployment = versions.existing(id);
              checkIsAlone(deployment);
              String artifact = deployment.artifact();
              files.remove(artifact);
              return change(
                  FolderChange.ofFiles(
                      Set.of(artifact),
                      decisions ->
                          decisions.isOpen(artifact) || decisions.known(artifact).isPresent()
                              ? Optional.empty()
                              : Optional.of(true)));
            });
    return gone.thenApply(_ -> null);
  }

  @Override
  public CompletableFuture<DeploymentDTO> stop(String app, String version)
      throws DeploymentException {
    AppVersion id = VersionLookup.id(app, version);
    return reserved(
        id,
        () -> {
          Deployment deployment = liveOrStopped(id, "live, so there is nothing to stop");
          letStop(id);
          return change(
              FolderChange.ofWish(
                  deployment.artifact(), decisions -> stopped(id, deployment, decisions)));
        });
  }

  private static Optional<DeploymentDTO> stopped(
      AppVersion id, Deployment before, Decisions decisions) throws DeploymentException {
    if (decisions.isOpen(before.artifact())) {
      return Optional.empty();
    }
    Known known = decisions.known(before.artifact()).orElseThrow(() -> changed(id));
    if (known.trouble() != null) {
      throw new DeploymentException(Kind.CONFLICT, known.trouble().reason());
    }
    if (!known.deployment().outcome().equals(new Stopped(id))) {
      throw changed(id);
    }
    return Optional.of(CatalogDeploymentRuntime.describe(known.deployment()));
  }

  private static DeploymentException changed(AppVersion id) {
    return new DeploymentException(
        Kind.CONFLICT, "What the apps folder has of " + id + " was changed meanwhile.");
  }

  @Override
  public CompletableFuture<DeploymentDTO> start(String app, String version)
      throws DeploymentException {
    AppVersion id = VersionLookup.id(app, version);
    return reserved(
        id,
        () -> {
          Deployment deployment = liveOrStopped(id, "stopped, so there is nothing to start");
          letStart(id);
          return change(
              FolderChange.ofWish(
                  deployment.artifact(),
                  decisions -> live(deployment.artifact(), deployment.sha256(), decisions)));
        });
  }

  private Deployment liveOrStopped(AppVersion id, String wanted) throws DeploymentException {
    Deployment deployment = versions.existing(id);
    return switch (deployment.outcome()) {
      case Live _, Stopped _ -> deployment;
      case Starting _, Refused _ ->
          throw new DeploymentException(Kind.CONFLICT, id + " is not " + wanted + ".");
    };
  }

  /** Begins a change. */
  @FunctionalInterface
  private interface Begin<T> {
    CompletableFuture<T> begin() throws DeploymentException;
  }

  /** Changes an app version, on which no other request is at work until that is over. */
  private <T> CompletableFuture<T> reserved(AppVersion id, Begin<T> change)
      throws DeploymentException {
    reservations.take(id);
    CompletableFuture<T> work = null;
    try {
      work = change.begin();
    } finally {
      releaseIfNull(id, work);
    }
    return released(id, work);
  }

  private <T> CompletableFuture<T> change(FolderChange<T> change) {
    deployer.changed(change);
    return change.outcome();
  }

  /** Nothing has begun: nobody would give the version back later. */
  private void releaseIfNull(AppVersion id, @Nullable Object begun) {
    if (begun == null) {
      reservations.release(id);
    }
  }

  /**
   * What comes out of a change. Whoever hears it may ask for the next one at once: the version is
   * given back first. A future tells the one first that asked last, so this takes one of its own.
   */
  private <T> CompletableFuture<T> released(AppVersion id, CompletableFuture<T> work) {
    CompletableFuture<T> told = new CompletableFuture<>();
    var _ =
        work.whenComplete((result, failure) -> {
          reservations.release(id);
          if (failure == null) {
            told.complete(result);
          } else {
            told.completeExceptionally(failure);
          }
        });
    return told;
  }

  private void letStop(AppVersion id) throws DeploymentException {
    try {
      stops.add(id);
    } catch (IOException e) {
      throw AdminFiles.storage(id + " cannot be stopped for good", e);
    }
  }

  private void letStart(AppVersion id) throws DeploymentException {
    try {
      stops.remove(id);
    } catch (IOException e) {
      throw AdminFiles.storage(id + " cannot be started for good", e);
    }
  }

  private void stopAgain(AppVersion id) {
    try {
      stops.add(id);
    } catch (IOException e) {
      log.error("{} was stopped and is started: {}", id, e.toString());
    }
  }

  // What there is.

  @Override
  public Path artifact(String app, String version) throws DeploymentException {
    AppVersion id = VersionLookup.id(app, version);
    Deployment deployment = versions.existing(id);
    Path file = files.of(deployment.artifact());
    Optional<RetainedCopies.Copy> installed =
        deployment.outcome() instanceof Live(LiveApp live)
            ? Optional.of(((ArtifactGenerations) live.generations()).copy()) // made here only
            : Optional.empty();
    String wanted = deployment.sha256();
    if (installed.filter(copy -> copy.sha256().equals(wanted)).isPresent()
        || !holds(file, wanted)) {
      return installed
          .map(RetainedCopies.Copy::file)
          .orElseThrow(() ->
              new DeploymentException(
                  Kind.NOT_FOUND,
                  "There is no file of %s: it is %s in the apps folder and not live."
                      .formatted(id, deployment.artifact())));
    }
    return file; // what is installed was made of it, or nothing is installed
  }

  /** Whether a file is still the one that was decided on. */
  private static boolean holds(Path file, String sha256) {
    try {
      return Files.isRegularFile(file) && (sha256.isEmpty() || Checksum.of(file).equals(sha256));
    } catch (IOException e) {
      log.debug("{} cannot be read", file, e);
      return false;
    }
  }
}
