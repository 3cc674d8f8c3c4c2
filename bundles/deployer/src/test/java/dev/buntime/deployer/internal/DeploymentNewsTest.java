package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.runtime.dto.DeploymentEventDTO;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.Before;
import org.junit.Test;

/** What listeners hear of deployments. */
public final class DeploymentNewsTest extends FolderFixture {
  private final List<DeploymentEventDTO> heard = new ArrayList<>();

  @Before
  public void listen() {
    listeners.add(event -> {
      throw new IllegalStateException("on purpose");
    });
    listeners.add(heard::add);
  }

  @Test
  public void deployAndUndeploy_areToldOnceEach() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    settle();
    Files.delete(folder.resolve("a.jar"));
    settle();

    assertThat(changes())
        .containsExactly(
            "a.jar app@1.0.0 null → live: null",
            "a.jar app@1.0.0 live → gone: it is not in the folder any more");
    assertThat(heard.getFirst().sha256()).hasSize(64);
  }

  @Test
  public void refusal_isToldWithItsReason() {
    TestJar.plain().in(folder, "a.jar");
    settle();

    assertThat(changes()).hasSize(1);
    assertThat(changes().getFirst())
        .startsWith("a.jar null@null null → refused: ")
        .contains("is not an OSGi bundle");
  }

  @Test
  public void replacement_isToldWhenItBeginsAndWhenItIsInForce() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    heard.clear();
    app("1.0.0").entry("next", "").in(folder, "a.jar");
    settle();

    assertThat(changes()).containsExactly("a.jar app@1.0.0 live → live: null");
    assertThat(heard.getFirst().warnings()).containsExactly("a replacement is being started");

    rehearsal.starts("app@1.0.0");
    settle();
    assertThat(changes()).hasSize(2).last().isEqualTo("a.jar app@1.0.0 live → live: replaced");
    assertThat(heard.getLast().warnings()).isEmpty();
    assertThat(heard.getLast().sha256()).isNotEqualTo(heard.getFirst().sha256());
  }

  @Test
  public void newVersion_thatIsStartedFirst_isToldAsStarting() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    heard.clear();
    app("2.0.0").in(folder, "b.jar");
    settle();
    rehearsal.starts("app@2.0.0");
    settle();

    assertThat(changes())
        .containsExactly(
            "b.jar app@2.0.0 null → starting: null", "b.jar app@2.0.0 starting → live: null");
  }

  private List<String> changes() {
    return heard.stream()
        .map(event ->
            "%s %s@%s %s → %s: %s"
                .formatted(
                    event.artifact(),
                    event.app(),
                    event.version(),
                    event.from(),
                    event.to(),
                    event.reason()))
        .toList();
  }
}
