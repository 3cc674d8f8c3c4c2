package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.PluginArtifact.Live;
import dev.buntime.deployer.internal.PluginArtifact.Outcome;
import dev.buntime.deployer.internal.PluginArtifact.Refused;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is known of the artifacts of the plugins folder. For one thread, except for {@link
 * #published}.
 */
final class PluginArtifacts {
  private final NavigableMap<String, PluginArtifact> known = new TreeMap<>();
  private final InstantSource clock;
  private volatile Collection<PluginArtifact> published = List.of(); // replaced whole

  /**
   * @param clock tells since when an artifact is as it is
   */
  PluginArtifacts(InstantSource clock) {
    this.clock = clock;
  }

  /** All artifacts, sorted by name. A snapshot. From any thread. */
  Collection<PluginArtifact> published() {
    return published;
  }

  /** The live ones, sorted by name. */
  Stream<PluginArtifact> live() {
    return published.stream().filter(each -> each.live().isPresent());
  }

  /** The live one of this name. */
  Optional<PluginArtifact> live(String artifact) {
    return Optional.ofNullable(known.get(artifact)).filter(each -> each.live().isPresent());
  }

  /** Artifacts that are to be decided again on an occasion. */
  List<String> waitingFor(Retry occasion) {
    return published.stream()
        .filter(each -> each.retry() == occasion)
        .map(PluginArtifact::artifact)
        .toList();
  }

  /** Remembers what became of the content of a file. */
  void decide(StagedArtifact staged, Outcome outcome) {
    put(
        new PluginArtifact(
            staged.artifact(),
            staged.size(),
            staged.sha256(),
            clock.instant(),
            outcome,
            Retry.ON_CHANGE,
            null));
  }

  /** Remembers a fresh bundle of the same content. */
  void renew(PluginArtifact artifact, Live next) {
    put(
        new PluginArtifact(
            artifact.artifact(),
            artifact.size(),
            artifact.sha256(),
            clock.instant(),
            next,
            artifact.retry(),
            artifact.trouble()));
  }

  /** Remembers that a file holds what is live. */
  void calm(PluginArtifact artifact) {
    put(artifact.calm());
  }

  /**
   * Remembers and tells why what a file holds does not come into force; what runs instead of it
   * goes on.
   *
   * @param sha256 of the content, empty if it could not be read
   */
  void refuse(String artifact, long size, String sha256, RefusedException why) {
    Optional<PluginArtifact> inForce = live(artifact);
    if (inForce.isPresent()) {
      trouble(inForce.get(), why);
      return;
    }
    Outcome outcome = new Refused(why.reason());
    PluginArtifact before = known.get(artifact);
    boolean told =
        before != null && before.sha256().equals(sha256) && before.outcome().equals(outcome);
    Instant since = told ? Objects.requireNonNull(before).since() : clock.instant();
    put(new PluginArtifact(artifact, size, sha256, since, outcome, why.retry(), null));
    if (!told) {
      PluginLog.refused(artifact, why);
    }
  }

  /** Remembers and tells why a live one does not follow its file. */
  void trouble(PluginArtifact inForce, RefusedException why) {
    PluginArtifact next = inForce.inTrouble(why);
    put(next);
    if (!Objects.equals(next.trouble(), inForce.trouble())) {
      PluginLog.kept(next);
    }
  }

  /** Forgets an artifact. */
  void remove(String artifact) {
    known.remove(artifact);
    published = List.copyOf(known.values());
  }

  private void put(PluginArtifact artifact) {
    known.put(artifact.artifact(), artifact);
    published = List.copyOf(known.values());
  }
}
