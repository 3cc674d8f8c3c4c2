package dev.buntime.deployer.internal;

import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.catalog.Catalog;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.util.Comparator;
import java.util.Optional;

/** Finds the deployment of an app version that an operator names. Thread-safe. */
final class VersionLookup {
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

  VersionLookup(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The app version of these names.
   *
   * @throws DeploymentException if no app version can be called so
   */
  static AppVersion id(String app, String version) throws DeploymentException {
    try {
      return new AppVersion(app, SemVer.parse(version));
    } catch (IllegalArgumentException _) {
      throw notFound(app + "@" + version);
    }
  }

  /** The deployment of an app version; empty if there is none. */
  Optional<Deployment> of(AppVersion id) {
    return catalog.snapshot().deployments().stream()
        .filter(each -> id(each.outcome()).filter(id::equals).isPresent())
        .min(BY_STATE);
  }

  /**
   * The deployment of an app version.
   *
   * @throws DeploymentException if there is none
   */
  Deployment existing(AppVersion id) throws DeploymentException {
    return of(id).orElseThrow(() -> notFound(id.toString()));
  }

  /** The app version that an artifact is; empty if it is none. */
  Optional<AppVersion> at(String artifact) {
    return catalog.snapshot().deployment(artifact).flatMap(each -> id(each.outcome()));
  }

  private static DeploymentException notFound(String id) {
    return new DeploymentException(
        Kind.NOT_FOUND,
        "There is no deployment '"
            + Printable.of(id)
            + "'. GET /_/deployments tells what there is.");
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
