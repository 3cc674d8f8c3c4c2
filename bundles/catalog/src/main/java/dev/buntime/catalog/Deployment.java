package dev.buntime.catalog;

import dev.buntime.versions.AppVersion;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An artifact of the apps folder and what became of it.
 *
 * @param artifact path in the apps folder, such as {@code hello.jar} or {@code hello/1.0.0}
 * @param size size in bytes
 * @param sha256 SHA-256 in lower-case hex, empty if the artifact could not be read
 * @param since when it got into this state
 * @param warnings what was ignored, and why what the artifact holds now did not replace a live app;
 *     empty if nothing
 * @param outcome what became of it
 */
public record Deployment(
    String artifact,
    long size,
    String sha256,
    Instant since,
    List<String> warnings,
    Outcome outcome) {

  /** Checks that nothing is null and takes a copy of the warnings. */
  public Deployment {
    Objects.requireNonNull(artifact, "artifact");
    Objects.requireNonNull(sha256, "sha256");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(outcome, "outcome");
    warnings = List.copyOf(warnings);
  }

  /** What became of an artifact. */
  public sealed interface Outcome {}

  /**
   * It is in routing.
   *
   * @param app what answers
   */
  public record Live(LiveApp app) implements Outcome {}

  /**
   * It is not in routing yet: it is started before it may take over. Its version is its own
   * already.
   *
   * @param id name and version
   */
  public record Starting(AppVersion id) implements Outcome {}

  /**
   * An operator took it out of routing until it is started again. Its version stays its own.
   *
   * @param id name and version
   */
  public record Stopped(AppVersion id) implements Outcome {}

  /**
   * It is not in routing.
   *
   * @param id name and version, null if they could not be found out
   * @param reason what is wrong and what to do, for a person who did not write the runner
   */
  public record Refused(@Nullable AppVersion id, String reason) implements Outcome {}
}
