package dev.buntime.deployer.internal;

import dev.buntime.catalog.AppVersion;
import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.StagedArtifact.Content;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the deployer remembers of an artifact.
 *
 * @param content from which it was decided; no content if it could not be read
 * @param deployment what was decided
 * @param retry when that is decided again for the same content
 * @param trouble why the file cannot be read any more although its app runs; null if it can
 */
record Known(Content content, Deployment deployment, Retry retry, @Nullable String trouble) {
  /** The content of a file that could not be read. */
  static final Content NOTHING = new Content("", null);

  /** The deployment for the catalog: a live one tells its trouble as a warning. */
  Deployment published() {
    if (trouble == null) {
      return deployment;
    }
    return withWarning(deployment, trouble);
  }

  /** The deployment for the catalog while something is started that is to replace it. */
  Deployment whileReplaced() {
    return withWarning(published(), "a replacement is being started");
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

  /** The generations of the app, if it is live. */
  Optional<ArtifactGenerations> generations() {
    return live().map(app -> (ArtifactGenerations) app.generations()); // made by the deployer only
  }

  /** Whether it is refused just so. */
  boolean isRefused(Content by, @Nullable AppVersion id, String reason) {
    return content.equals(by) && deployment.outcome().equals(new Refused(id, reason));
  }

  /** Whether nothing new can be decided for this content. */
  boolean isSettledFor(Content again) {
    return content.equals(again) && (live().isPresent() || retry == Retry.ON_CHANGE);
  }

  /** The same, live, with the reason why what the file holds now does not take its place. */
  Known inTrouble(RefusedException why) {
    // What did not start or is not free is not read again by itself: it would fail again.
    Retry next = why.retry() == Retry.SOON ? Retry.SOON : Retry.ON_CHANGE;
    String reason = why.reason();
    String stop = reason.endsWith(".") ? "" : ".";
    return with(reason + stop + " What was deployed before stays", next);
  }

  /** The same with or, if null, without trouble. */
  Known with(@Nullable String nextTrouble, Retry nextRetry) {
    return new Known(content, deployment, nextRetry, nextTrouble);
  }
}
