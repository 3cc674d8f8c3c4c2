package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.web.WebContent;
import dev.buntime.testing.TestJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the deployer would read in jars that were never written. */
final class Contents {
  private Contents() {}

  static StagedArtifact staged(Path file, String sha256, TestJar jar) {
    return staged(file, sha256, jar, null);
  }

  static StagedArtifact staged(Path file, String sha256, TestJar jar, @Nullable String sidecar) {
    return new StagedArtifact(
        "x.jar", file, 1, sha256, sha256, of(jar), sidecar, null, List.of(), null);
  }

  static JarContent of(TestJar jar) {
    try {
      return read(jar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JarContent read(TestJar jar) throws IOException {
    byte @Nullable [] settings = jar.entries().get(JarContent.WORKER_FILE);
    return new JarContent(
        jar.headers(),
        jar.entries().keySet(),
        settings == null ? null : new String(settings, StandardCharsets.UTF_8),
        WebContent.read(
            jar.entries().keySet(),
            name -> new ByteArrayInputStream(Objects.requireNonNull(jar.entries().get(name)))));
  }
}
