package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Test;

/** The check against the jars that this test runs with: of all times and tools. */
public class RealArchivesTest {
  private static final int SOME = 20;

  @Test
  public void check_ofJarsInUse_letsThemPass() {
    List<Path> jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(each -> each.endsWith(".jar"))
            .map(Path::of)
            .toList();
    assertThat(jars).hasSizeGreaterThan(SOME);
    Map<String, String> refused = new TreeMap<>();

    jars.forEach(each -> refusal(each, refused));

    assertThat(refused).isEmpty();
  }

  private static void refusal(Path jar, Map<String, String> refused) {
    try {
      new ArchiveCheck(ArchiveLimits.DEFAULTS).check(jar);
    } catch (IOException | RefusedArchiveException e) {
      refused.put(String.valueOf(jar.getFileName()), String.valueOf(e.getMessage()));
    }
  }
}
