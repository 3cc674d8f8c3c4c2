package dev.buntime.deployer.internal;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * What the deployer remembers of an artifact of the plugins folder.
 *
 * @param artifact file name in the plugins folder
 * @param size of what was decided on, in bytes
 * @param sha256 of what was decided on, in lower-case hex; empty if it could not be read
 * @param since when it was decided
 * @param outcome what was decided
 * @param retry when what the file holds is decided again although it is the same
 * @param trouble why the file of a live one holds something else or is gone, for a person; null if
 *     it is neither
 */
record PluginArtifact(
    String artifact,
    long size,
    String sha256,
    Instant since,
    Outcome outcome,
    Retry retry,
    @Nullable String trouble) {

  /** What became of it. */
  sealed interface Outcome {}

  /**
   * Its bundle runs.
   *
   * @param content from which the bundle was installed, for further generations
   */
  record Live(Bundle bundle, RetainedCopies.Copy content) implements Outcome {}

  /** Its bundle, the first one, has not begun to run yet. */
  record Starting(Bundle bundle) implements Outcome {}

  /**
   * It is not installed.
   *
   * @param reason what is wrong and what to do, for a person
   */
  record Refused(String reason) implements Outcome {}

  /** Its bundle, if it runs. */
  Optional<Live> live() {
    return outcome instanceof Live live ? Optional.of(live) : Optional.empty();
  }

  /** Whether it runs with just this content. */
  boolean isLiveWith(String content) {
    return live().isPresent() && sha256.equals(content);
  }

  /** The same, live, with the reason why it does not follow its file. */
  PluginArtifact inTrouble(RefusedException why) {
    String stop = why.reason().endsWith(".") ? "" : ".";
    return new PluginArtifact(
        artifact,
        size,
        sha256,
        since,
        outcome,
        why.retry(),
        why.reason() + stop + " What was deployed before stays");
  }

  /** The same, live, without trouble. */
  PluginArtifact calm() {
    return new PluginArtifact(artifact, size, sha256, since, outcome, Retry.ON_CHANGE, null);
  }
}
