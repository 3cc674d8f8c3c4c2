package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assume.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The check against whatever the local Maven repository has: jars of all times and tools. */
public class RealArchivesTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** All of them keep all rules but these. */
  private static final Map<String, String> REFUSED = Map.of();

  @Test
  public void check_ofJarsInUse_letsThemPass() throws IOException {
    Path repository = Path.of(System.getProperty("user.home"), ".m2", "repository");
    assumeTrue("there is no local repository in its usual place", Files.isDirectory(repository));
    Map<String, String> refused = new TreeMap<>();
    try (Stream<Path> files = Files.walk(repository)) {
      files
          .filter(each -> each.toString().endsWith(".jar"))
          .forEach(each -> refusal(each, refused));
    }
    assertThat(refused).isEqualTo(REFUSED);
  }

  private void refusal(Path jar, Map<String, String> refused) {
    try {
      Path copy = Files.copy(jar, folder.getRoot().toPath().resolve("1.jar"));
      try {
        new ArchiveCheck(ArchiveLimits.DEFAULTS).check(copy);
      } finally {
        Files.delete(copy);
      }
    } catch (IOException | RefusedArchiveException e) {
      refused.put(String.valueOf(jar.getFileName()), String.valueOf(e.getMessage()));
    }
  }
}
