package dev.buntime.deployer.internal;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.Deployment.Stopped;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import dev.buntime.versions.AppVersion;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the deployer remembers of an artifact.
 *
 * @param content from which it was decided; no content if it could not be read
 * @param deployment what was decided
 * @param retry when what the file holds is decided again although it is the same
 * @param trouble why the file of a live app holds something else; null if it does not
 */
record Known(Content content, Deployment deployment, Retry retry, @Nullable Trouble trouble) {
  /** The content of a file that could not be read. */
  static final Content NOTHING = new Content("", null);

  /** The deployment for the catalog: a live one tells its trouble as a warning. */
  Deployment published() {
    if (trouble == null) {
      return deployment;
    }
    return withWarning(deployment, trouble.warning());
  }

  /** The deployment for the catalog while something is started that is to replace it. */
  Deployment whileReplaced() {
    return withWarning(published(), "a replacement is being started");
  }

  /** The same, whose file has gone while others of its app are started. */
  Known whileOthersStart() {
    String warning =
        "it is not in the apps folder any more, and answers until it is known whether the version of"
            + " its app starts that is being started";
    return new Known(content, withWarning(deployment, warning), retry, trouble);
  }

  private static Deployment withWarning(Deployment deployment, String warning) {
    return new Deployment(
        deployment.artifact(),
        deployment.size(),
        deployment.sha256(),
        deployment.since(),
        Stream.concat(deployment.warnings().stream(), Stream.of(warning)).toList(),
        deployment.outcome());
  }

  /** The app, if it is live. */
  Optional<LiveApp> live() {
    return deployment.outcome() instanceof Live(LiveApp app) ? Optional.of(app) : Optional.empty();
  }

  /** The app version that is its own: it is live, or was stopped. */
  Optional<AppVersion> owned() {
    return switch (deployment.outcome()) {
      case Live(LiveApp app) -> Optional.of(app.id());
      case Stopped(AppVersion id) -> Optional.of(id);
      case Starting _, Refused _ -> Optional.empty();
    };
  }

  /** The generations of the app, if it is live. */
  Optional<ArtifactGenerations> generations() {
    return live().map(app -> (ArtifactGenerations) app.generations()); // made by the deployer only
  }

  /** Whether it is refused just so. */
  boolean isRefused(Content by, @Nullable AppVersion id, String reason) {
    return content.equals(by) && deployment.outcome().equals(new Refused(id, reason));
  }

  /** Whether it is live with just this content. */
  boolean isLiveWith(Content held) {
    return content.equals(held) && live().isPresent();
  }

  /**
   * What was decided on a content: if it was refused in favour of what is live, that; else the
   * deployment, which may have another content.
   *
   * @param sha256 of the content
   */
  Deployment judged(String sha256) {
    if (trouble == null || !trouble.content().sha256().equals(sha256)) {
      return deployment;
    }
    return new Deployment(
        deployment.artifact(),
        deployment.size(),
        sha256,
        deployment.since(),
        List.of(),
        new Refused(trouble.id(), trouble.reason()));
  }

  /** Whether nothing new can be decided if this is what the file holds. */
  boolean isSettledFor(Content held) {
    Content decided = trouble == null ? content : trouble.content();
    return isLiveWith(held) || (decided.equals(held) && retry == Retry.ON_CHANGE);
  }

  /** Whether just this content is refused, and is tried again and again. */
  boolean isTriedAgain(Content held) {
    Content decided = trouble == null ? content : trouble.content();
    return retry == Retry.LATER && decided.equals(held);
  }

  /** The version that the artifact waits for, because another one has it; empty if it does not. */
  Optional<AppVersion> awaited() {
    if (retry != Retry.ON_FREED_VERSION) {
      return Optional.empty();
    }
    return trouble != null ? Optional.ofNullable(trouble.id()) : refusedId();
  }

  private Optional<AppVersion> refusedId() {
    return deployment.outcome() instanceof Refused(AppVersion id, String _)
        ? Optional.ofNullable(id)
        : Optional.empty();
  }

  /**
   * The same, live, with the reason why what the file holds now does not take its place.
   *
   * @param id the app version that the file claims, null if it could not be found out
   */
  Known inTrouble(Content held, @Nullable AppVersion id, RefusedException why) {
    return new Known(content, deployment, why.retry(), new Trouble(held, id, why.reason()));
  }

  /** The same, live, without trouble: the file holds what is deployed. */
  Known calm() {
    return new Known(content, deployment, Retry.ON_CHANGE, null);
  }

  /** The same, refused, to be decided again on another occasion. */
  Known with(Retry nextRetry) {
    return new Known(content, deployment, nextRetry, null);
  }
}
