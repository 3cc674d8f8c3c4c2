package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each change of a deployment. */
final class DeploymentLog {
  private static final Logger log = LoggerFactory.getLogger(DeploymentLog.class);

  private DeploymentLog() {}

  /**
   * Tells what changed.
   *
   * @param before what was known of the artifact, null if it is new
   * @param after what is known of it, null if it is gone
   * @param took how long the work took
   */
  static void tell(@Nullable Known before, @Nullable Known after, Duration took) {
    if (after == null) {
      gone(before, took);
      return;
    }
    if (after.trouble() != null) {
      log.warn("kept {}: {}", after.deployment().artifact(), after.trouble().warning());
      return;
    }
    switch (after.deployment().outcome()) {
      case Live(LiveApp app) -> live(before, app, after.deployment(), took);
      case Starting(var id) ->
          throw new IllegalStateException(id + " is pending, which is no decision");
      case Stopped(var id) -> log.info("stopped {}: {}", after.deployment().artifact(), id);
      case Refused(var id, String reason) ->
          log.warn(
              "refused {}{} in {} ms: {}",
              after.deployment().artifact(),
              id == null ? "" : " (" + id + ")",
              took.toMillis(),
              reason);
    }
  }

  private static void live(
      @Nullable Known before, LiveApp app, Deployment deployment, Duration took) {
    String verb =
        Optional.ofNullable(before)
            .flatMap(Known::live)
            .map(old -> verb(old, app))
            .orElse("deployed");
    log.info("{} {}: {} in {} ms", verb, deployment.artifact(), app.id(), took.toMillis());
    List<String> told = ((ArtifactGenerations) app.generations()).notes(); // by Provisioning
    deployment.warnings().stream()
        .filter(each -> !told.contains(each))
        .forEach(each -> log.warn("{}: {}", deployment.artifact(), each));
  }

  private static String verb(LiveApp old, LiveApp app) {
    if (old.equals(app)) {
      return "kept";
    }
    return old.generations().equals(app.generations()) ? "reconfigured" : "replaced";
  }

  /**
   * Tells that a candidate is started before it takes over.
   *
   * @param inForce what is known of the artifact meanwhile, null if it is new
   */
  static void starting(Candidate candidate, @Nullable Known inForce) {
    log.info(
        "starting {}: {}{}",
        Printable.of(candidate.artifact()),
        candidate.id(),
        Optional.ofNullable(inForce)
            .flatMap(Known::live)
            .map(app -> ", " + app.id() + " answers meanwhile")
            .orElse(""));
  }

  private static void gone(@Nullable Known before, Duration took) {
    if (before == null) {
      return;
    }
    before
        .live()
        .ifPresentOrElse(
            app ->
                log.info(
                    "undeployed {}: {} in {} ms",
                    before.deployment().artifact(),
                    app.id(),
                    took.toMillis()),
            () -> log.debug("{} was refused and is gone", before.deployment().artifact()));
  }
}
