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
import dev.buntime.versions.SemVer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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

  /** What is in force comes first. */
  private static final Comparator<Deployment> BY_STATE =
      Comparator.comparing(each ->
          switch (each.outcome()) {
            case Live _ -> 0;
            case Stopped _ -> 1;
            case Starting _ -> 2;
            case Refused _ -> 3;
          });

  private final Catalog catalog;
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
    this.catalog = catalog;
    this.files = files;
    this.uploads = uploads;
    this.stops = stops;
    this.deployer = deployer;
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
        return accepted;
      } finally {
        releaseAfter(id, accepted == null ? null : accepted.outcome());
      }
    } finally {
      files.discard(upload);
    }
  }

  private Accepted deploy(Path upload, UploadCheck.Checked checked, DeploymentRequest request)
      throws DeploymentException {
    AppVersion id = checked.id();
    Optional<Deployment> owner = of(id);
    if (request.onlyNew() && owner.isPresent()) {
      throw new DeploymentException(
          Kind.EXISTS, id + " is there already, as " + owner.get().artifact() + ".");
    }
    Target target = target(checked, owner);
    AdminFiles.Placement placement = files.place(upload, target.artifact(), target.replaced());
    boolean stopped = stops.contains(id);
    if (stopped) {
      letStart(id);
    }
    Set<String> changed = new TreeSet<>(Set.of(target.artifact()));
    Optional.ofNullable(target.replaced()).ifPresent(changed::add);
    FolderChange<DeploymentDTO> change =
        new FolderChange<>(
            changed, decisions -> live(target.artifact(), checked.staged().sha256(), decisions));
    CompletableFuture<DeploymentDTO> outcome =
        change
            .outcome()
            .whenComplete((_, failure) -> {
              if (failure instanceof DeploymentException why && why.kind() != Kind.CONFLICT) {
                if (stopped) {
                  stopAgain(id);
                }
                files.undo(placement);
                deployer.changed(FolderChange.unwatched(changed));
              } else {
                files.confirm(placement);
              }
            });
    deployer.changed(change);
    return new Accepted(
        target.artifact(), id.app(), id.version().toString(), owner.isEmpty(), outcome);
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
    String replaced = owner.map(Deployment::artifact).filter(files::exists).orElse(null);
    if (replaced != null && replaced.endsWith(checked.suffix()) && checked.isAs(replaced)) {
      return new Target(replaced, replaced);
    }
    String artifact = id.app() + "-" + id.version() + checked.suffix();
    if (!files.exists(artifact)) {
      return new Target(artifact, replaced);
    }
    Optional<AppVersion> other =
        catalog.snapshot().deployment(artifact).flatMap(each -> id(each.outcome()));
    if (replaced != null || other.filter(found -> !found.equals(id)).isPresent()) {
      throw new DeploymentException(
          Kind.CONFLICT,
          "The apps folder has a file %s already, which is %s. Rename it or take it away."
              .formatted(Printable.of(artifact), other.map(AppVersion::toString).orElse("no app")));
    }
    return new Target(artifact, artifact);
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
    StagedArtifact staged = checked.staged().as(target(checked, of(checked.id())).artifact());
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
    AppVersion id = id(app, version);
    CompletableFuture<Boolean> gone =
        reserved(
            id,
            () -> {
              String artifact = existing(id).artifact();
              files.remove(artifact);
              return change(
                  artifact,
                  decisions ->
                      decisions.isOpen(artifact) || decisions.known(artifact).isPresent()
                          ? Optional.empty()
                          : Optional.of(true));
            });
    return gone.thenApply(_ -> null);
  }

  @Override
  public CompletableFuture<DeploymentDTO> stop(String app, String version)
      throws DeploymentException {
    AppVersion id = id(app, version);
    return reserved(
        id,
        () -> {
          Deployment deployment = liveOrStopped(id, "live, so there is nothing to stop");
          letStop(id);
          return change(deployment.artifact(), decisions -> inState(id, deployment, decisions));
        });
  }

  private static Optional<DeploymentDTO> inState(
      AppVersion id, Deployment before, Decisions decisions) throws DeploymentException {
    if (decisions.isOpen(before.artifact())) {
      return Optional.empty();
    }
    Deployment now =
        decisions.known(before.artifact()).map(Known::published).orElseThrow(() -> changed(id));
    if (!id(now.outcome()).filter(id::equals).isPresent()) {
      throw changed(id);
    }
    return Optional.of(CatalogDeploymentRuntime.describe(now));
  }

  private static DeploymentException changed(AppVersion id) {
    return new DeploymentException(
        Kind.CONFLICT, "What the apps folder has of " + id + " was changed meanwhile.");
  }

  @Override
  public CompletableFuture<DeploymentDTO> start(String app, String version)
      throws DeploymentException {
    AppVersion id = id(app, version);
    return reserved(
        id,
        () -> {
          Deployment deployment = liveOrStopped(id, "stopped, so there is nothing to start");
          letStart(id);
          return change(
              deployment.artifact(),
              decisions -> live(deployment.artifact(), deployment.sha256(), decisions));
        });
  }

  private Deployment liveOrStopped(AppVersion id, String wanted) throws DeploymentException {
    Deployment deployment = existing(id);
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
      return work;
    } finally {
      releaseAfter(id, work);
    }
  }

  private <T> CompletableFuture<T> change(String artifact, FolderChange.Judge<T> judge) {
    FolderChange<T> change = new FolderChange<>(Set.of(artifact), judge);
    deployer.changed(change);
    return change.outcome();
  }

  private void releaseAfter(AppVersion id, @Nullable CompletableFuture<?> work) {
    if (work == null) {
      reservations.release(id);
    } else {
      var _ = work.whenComplete((_, _) -> reservations.release(id));
    }
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
    AppVersion id = id(app, version);
    Deployment deployment = existing(id);
    Path file = files.of(deployment.artifact());
    Optional<RetainedCopies.Copy> installed =
        deployment.outcome() instanceof Live(LiveApp live)
            ? Optional.of(((ArtifactGenerations) live.generations()).copy()) // made here only
            : Optional.empty();
    boolean asItWas =
        installed.filter(copy -> copy.sha256().equals(deployment.sha256())).isPresent();
    if (!asItWas && Files.isRegularFile(file)) {
      return file; // what is installed was made of it, or nothing is installed
    }
    if (installed.isPresent()) {
      return installed.get().file();
    }
    throw new DeploymentException(
        Kind.NOT_FOUND,
        "There is no file of %s: it is %s in the apps folder and not live."
            .formatted(id, deployment.artifact()));
  }

  private static AppVersion id(String app, String version) throws DeploymentException {
    try {
      return new AppVersion(app, SemVer.parse(version));
    } catch (IllegalArgumentException _) {
      throw notFound(app + "@" + version);
    }
  }

  private Deployment existing(AppVersion id) throws DeploymentException {
    return of(id).orElseThrow(() -> notFound(id.toString()));
  }

  private static DeploymentException notFound(String id) {
    return new DeploymentException(
        Kind.NOT_FOUND,
        "There is no deployment '"
            + Printable.of(id)
            + "'. GET /_/deployments tells what there is.");
  }

  private Optional<Deployment> of(AppVersion id) {
    return catalog.snapshot().deployments().stream()
        .filter(each -> id(each.outcome()).filter(id::equals).isPresent())
        .min(BY_STATE);
  }

  private static Optional<AppVersion> id(Deployment.Outcome outcome) {
    return switch (outcome) {
      case Live(LiveApp app) -> Optional.of(app.id());
      case Starting(AppVersion id) -> Optional.of(id);
      case Stopped(AppVersion id) -> Optional.of(id);
      case Refused(AppVersion id, String _) -> Optional.ofNullable(id);
    };
  }
}
