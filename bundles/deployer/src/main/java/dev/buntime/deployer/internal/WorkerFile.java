package dev.buntime.deployer.internal;

import dev.buntime.catalog.WorkerSettings;
import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Member;
import java.util.List;

/**
 * The settings of an app: {@code worker.jsonc} or the sidecar that takes its place.
 *
 * @param name of the file, for messages
 * @param entrypoint what answers requests; {@link #AUTO} if the file does not say
 * @param settings how its workers live
 * @param autoInstall what is done about requirements that the runner does not meet
 * @param warnings what has no effect or does not fit together, in words
 */
record WorkerFile(
    String name,
    String entrypoint,
    WorkerSettings settings,
    AutoInstall autoInstall,
    List<String> warnings) {
  /** The entry point that stands for: find out. */
  static final String AUTO = "auto";

  /** The settings of an app without such a file. */
  static WorkerFile absent() {
    return new WorkerFile(
        JarContent.WORKER_FILE, AUTO, WorkerSettings.DEFAULTS, AutoInstall.OFF, List.of());
  }

  /**
   * The settings of an artifact: the sidecar wins entirely.
   *
   * @throws RefusedException if the file is malformed or a value is not allowed
   */
  static WorkerFile of(StagedArtifact artifact) throws RefusedException {
    if (artifact.sidecar() != null) {
      return parse(artifact.artifact() + Sighting.SIDECAR, artifact.sidecar());
    }
    String inside = artifact.content().workerFile();
    return inside == null ? absent() : parse(JarContent.WORKER_FILE, inside);
  }

  /**
   * Reads a file.
   *
   * @param name of the file, for messages
   * @throws RefusedException if it is malformed or a value is not allowed
   */
  static WorkerFile parse(String name, String text) throws RefusedException {
    WorkerKeys keys = new WorkerKeys();
    try {
      for (Member member : Jsonc.parse(name, text)) {
        keys.take(member);
      }
    } catch (JsoncException e) {
      throw new RefusedException(String.valueOf(e.getMessage()));
    }
    List<String> warnings = keys.warnings().stream().map(each -> name + ": " + each).toList();
    return new WorkerFile(name, keys.entrypoint(), keys.settings(), keys.autoInstall(), warnings);
  }
}
