package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import dev.buntime.itests.TestBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Archives of strangers in the apps folder of a runner that has other things to do. */
public class HostileArchivesIT {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void hostileArchives_areRefusedInOneLineAndLeaveNothing() throws IOException {
    try (RunnerProcess runner =
        RunnerProcess.start(folder, RunnerProcess.sample("hello-api-1.0.0.jar"))) {
      List<String> before = bundles(runner);
      put(
          runner,
          "slip.jar",
          zip("slip", "../../evil.sh", "evil".getBytes(StandardCharsets.UTF_8)));
      put(runner, "bomb.jar", zip("bomb", "zeros", new byte[64 << 20]));
      put(runner, "line.jar", zip("line", "a\n2026 ERROR evil\u202e<b>", new byte[1]));
      put(runner, "name.jar", zip("<script>alert(1)</script>", "a", new byte[1]));
      byte[] component =
          "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
              .getBytes(StandardCharsets.UTF_8);
      put(runner, "entity.jar", zip("entity", "OSGI-INF/a.xml", component));
      byte[] twin = new TestBundle("twin", "1.0.0").toBytes();
      put(
          runner,
          "twin.jar",
          Stream.of(twin, twin)
              .collect(
                  ByteArrayOutputStream::new,
                  ByteArrayOutputStream::writeBytes,
                  (one, other) -> one.writeBytes(other.toByteArray()))
              .toByteArray());

      assertRefused(runner, "slip.jar", "entry '../../evil.sh' has a name that leads out of the");
      assertRefused(runner, "bomb.jar", "entry 'zeros' has 67108864 bytes in 65");
      assertRefused(runner, "line.jar", "entry 'a\\u000a2026 ERROR evil\\u202e<b>' has a char");
      assertRefused(runner, "name.jar", "META-INF/MANIFEST.MF: header Bundle-SymbolicName is ");
      assertRefused(runner, "entity.jar", "entry 'OSGI-INF/a.xml', line 1, is not XML without a");
      assertRefused(
          runner, "twin.jar", "twin.jar is not a complete jar: " + twin.length + " bytes");

      assertThat(runner.log().lines()).noneMatch(line -> line.startsWith("2026 ERROR evil"));
      assertThat(Http.get(runner.uri("/hello-api")).statusCode()).isEqualTo(200);
      await().untilAsserted(() -> assertThat(bundles(runner)).isEqualTo(before));
      await()
          .untilAsserted(() -> {
            assertThat(runner.data().resolve("staging")).isEmptyDirectory();
            assertThat(runner.data().resolve("artifacts").toFile().list()).hasSize(1);
          });
      try (Stream<Path> files = Files.walk(folder.getRoot().toPath())) {
        assertThat(files).noneMatch(each -> each.endsWith("evil.sh") || each.endsWith("zeros"));
      }
    }
  }

  private static void assertRefused(RunnerProcess runner, String artifact, String reason) {
    await()
        .untilAsserted(() -> {
          JsonNode deployment = runner.deployment(artifact);
          assertThat(deployment.path("state").asText()).isEqualTo("refused");
          assertThat(deployment.path("reason").asText()).startsWith(reason);
          assertThat(deployment.path("bundle").asInt()).isEqualTo(-1);
        });
    String said = runner.deployment(artifact).path("reason").asText();
    await()
        .untilAsserted(() ->
            assertThat(runner.log().lines().filter(line -> line.contains("refused " + artifact)))
                .singleElement()
                .asString()
                .contains(" WARN ")
                .endsWith(said));
  }

  /** The framework's storage has a folder for each bundle. */
  private static List<String> bundles(RunnerProcess runner) {
    return Stream.of(Objects.requireNonNull(runner.data().resolve("framework").toFile().list()))
        .sorted()
        .toList();
  }

  private static void put(RunnerProcess runner, String name, byte[] bytes) throws IOException {
    Path part = Files.write(runner.apps().resolve("." + name + ".part"), bytes);
    Files.move(part, runner.apps().resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  private static byte[] zip(String symbolicName, String entry, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      String manifest =
          """
          Manifest-Version: 1.0
          Bundle-ManifestVersion: 2
          Bundle-SymbolicName: %s
          Bundle-Version: 1.0.0
          """
              .formatted(symbolicName);
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(content);
    }
    return bytes.toByteArray();
  }
}
