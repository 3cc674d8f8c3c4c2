package dev.buntime.deployer.internal;

import dev.buntime.testing.TestJar;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the deployer would read in jars that were never written. */
final class Contents {
  private Contents() {}

  static JarContent of(TestJar jar) {
    byte @Nullable [] settings = jar.entries().get(JarContent.WORKER_FILE);
    return new JarContent(
        jar.headers(),
        jar.entries().keySet(),
        settings == null ? null : new String(settings, StandardCharsets.UTF_8));
  }
}
