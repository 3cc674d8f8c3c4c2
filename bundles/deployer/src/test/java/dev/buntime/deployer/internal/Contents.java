package dev.buntime.deployer.internal;

import dev.buntime.testing.TestJar;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the deployer would read in jars that were never written. */
final class Contents {
  private Contents() {}

  static StagedArtifact staged(Path file, String sha256, TestJar jar) {
    return staged(file, sha256, jar, null);
  }

  static StagedArtifact staged(Path file, String sha256, TestJar jar, @Nullable String sidecar) {
    return new StagedArtifact("x.jar", file, 1, sha256, sha256, of(jar), sidecar, null, List.of());
  }

  static JarContent of(TestJar jar) {
    byte @Nullable [] settings = jar.entries().get(JarContent.WORKER_FILE);
    return new JarContent(
        jar.headers(),
        jar.entries().keySet(),
        settings == null ? null : new String(settings, StandardCharsets.UTF_8));
  }
}
