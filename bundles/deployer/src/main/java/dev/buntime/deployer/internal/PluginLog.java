package dev.buntime.deployer.internal;

import dev.buntime.jsonc.Printable;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one line for each change of an artifact of the plugins folder. */
final class PluginLog {
  private static final Logger log = LoggerFactory.getLogger(PluginLog.class);

  private PluginLog() {}

  /**
   * Tells that a bundle runs.
   *
   * @param verb what was done with the artifact
   * @param obstacles what keeps it from offering plugins
   * @param start when that began, of {@link System#nanoTime}
   */
  static void live(
      String verb, String artifact, Bundle bundle, List<String> obstacles, long start) {
    Set<String> plugins = PluginServices.names(bundle);
    log.info(
        "{} {}: {} {} with {}{} in {} ms",
        verb,
        Printable.of(artifact),
        bundle.getSymbolicName(),
        bundle.getVersion(),
        plugins.isEmpty() ? "no plugin" : String.join(", ", plugins),
        obstacles.isEmpty() ? "" : " (" + String.join("; ", obstacles) + ")",
        millisSince(start));
  }

  /** Tells that an artifact does not come into force. */
  static void refused(String artifact, RefusedException why) {
    log.warn("refused {}: {}", Printable.of(artifact), why.reason());
  }

  /** Tells that a bundle goes on although the folder holds something else. */
  static void kept(PluginArtifact artifact) {
    log.warn("kept {}: {}", Printable.of(artifact.artifact()), artifact.trouble());
  }

  /** Tells that a bundle is gone. */
  static void gone(PluginArtifact before, long start) {
    log.info("undeployed {} in {} ms", Printable.of(before.artifact()), millisSince(start));
  }

  private static long millisSince(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }
}
