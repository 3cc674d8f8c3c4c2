package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import dev.buntime.jsonc.Printable;
import dev.buntime.versions.AppVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A live app that enters the catalog if it starts.
 *
 * @param artifact path in the apps folder, such as {@code hello.jar} or {@code hello/1.0.0}
 * @param size in bytes
 * @param content from which it was made
 * @param warnings for its deployment
 * @param app the app
 * @param set the set that it goes live with, null if it goes alone
 * @param proof whether it has to start before it enters, although nothing goes for it
 */
record Candidate(
    String artifact,
    long size,
    Content content,
    List<String> warnings,
    LiveApp app,
    @Nullable String set,
    boolean proof) {

  /** The app version that it claims. */
  AppVersion id() {
    return app.id();
  }

  /** What it consists of. */
  ArtifactGenerations generations() {
    return (ArtifactGenerations) app.generations(); // made by the deployer only
  }

  /** What is known of the artifact when it is in the catalog. */
  Known live(Instant since) {
    List<String> all = Stream.concat(warnings.stream(), generations().notes().stream()).toList();
    return known(since, all, new Live(app), Retry.ON_CHANGE);
  }

  /**
   * What is known of the artifact when this is refused: what is live stays.
   *
   * @param inForce what was known of it meanwhile, null if it is new
   * @param clock tells since when it is refused
   */
  Known refused(@Nullable Known inForce, InstantSource clock, RefusedException why) {
    if (inForce != null && inForce.live().isPresent()) {
      return inForce.inTrouble(content, id(), why);
    }
    if (inForce != null && inForce.isRefused(content, id(), why.reason())) {
      return inForce.with(why.retry());
    }
    var outcome = new Deployment.Refused(id(), why.reason());
    return known(clock.instant(), List.of(), outcome, why.retry());
  }

  /** What the catalog has while it starts, if nothing else is deployed by the artifact. */
  Deployment starting(Instant since) {
    return deployment(since, warnings, new Deployment.Starting(id()));
  }

  private Known known(Instant since, List<String> hints, Deployment.Outcome outcome, Retry retry) {
    return new Known(content, deployment(since, hints, outcome), retry, null);
  }

  private Deployment deployment(Instant since, List<String> hints, Deployment.Outcome outcome) {
    return new Deployment(Printable.of(artifact), size, content.sha256(), since, hints, outcome);
  }
}
