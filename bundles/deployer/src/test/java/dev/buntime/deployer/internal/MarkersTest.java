package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;

public class MarkersTest extends FolderFixture {
  @Test
  public void on_tellWhatBecameOfArtifacts() throws IOException {
    markers.enable(true);
    app("1.0.0").in(folder, "a.jar");
    TestJar.plain().in(folder, "b.jar");
    Files.createDirectories(folder.resolve("hello/1.0.0"));
    Files.writeString(folder.resolve("hello/1.0.0/index.html"), "");

    settleAll();

    assertThat(folder.resolve("a.jar.deployed")).content().contains("app@1.0.0 since 20");
    assertThat(folder.resolve("b.jar.failed")).content().contains("is not an OSGi bundle");
    assertThat(folder.resolve("hello/1.0.0.deployed")).content().contains("hello@1.0.0");
    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder("a.jar", "a.jar.deployed", "b.jar", "b.jar.failed", "hello");
    settleAll();
    assertThat(catalog.snapshot().deployments()).as("they are no artifacts").hasSize(3);
  }

  @Test
  public void on_whenTheStateChanges_theOtherMarkerGoes() throws IOException {
    markers.enable(true);
    app("1.0.0").in(folder, "a.jar");
    settleAll();
    TestJar.plain().in(folder, "a.jar");

    settleAll();
    assertThat(folder.resolve("a.jar.failed")).content().contains("What was deployed before stays");
    assertThat(folder.resolve("a.jar.deployed")).doesNotExist();

    app("2.0.0").in(folder, "a.jar");
    settleAll();
    assertThat(folder.resolve("a.jar.failed")).doesNotExist();
    assertThat(folder.resolve("a.jar.deployed")).content().contains("app@2.0.0");
  }

  @Test
  public void on_whenTheArtifactGoes_theMarkerGoes() throws IOException {
    markers.enable(true);
    Path jar = app("1.0.0").in(folder, "a.jar");
    settleAll();
    Files.delete(jar);

    settleAll();

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  public void off_takesAwayOnlyTheRunnersOwn() throws IOException {
    markers.enable(true);
    Path other = Files.writeString(folder.resolve("a.jar.failed"), "somebody else's");
    Path link = Files.createSymbolicLink(folder.resolve("b.jar.failed"), other);
    app("1.0.0").in(folder, "a.jar");
    TestJar.plain().in(folder, "b.jar");
    settleAll();
    assertThat(folder.resolve("a.jar.deployed")).exists();

    markers.enable(false);
    settleAll();

    assertThat(folder.resolve("a.jar.deployed")).doesNotExist();
    assertThat(other).hasContent("somebody else's");
    assertThat(link).isSymbolicLink();
  }

  @Test
  public void begin_takesAwayThoseOfAnEarlierRun() throws IOException {
    markers.enable(true);
    Files.createDirectories(folder.resolve("hello/1.0.0"));
    Files.writeString(folder.resolve("hello/1.0.0/index.html"), "");
    settleAll();
    assertThat(folder.resolve("hello/1.0.0.deployed")).exists();
    apps.close();
    catalog.update(java.util.List.of(), java.util.List.of("hello/1.0.0"));

    begin();

    assertThat(folder.resolve("hello/1.0.0.deployed")).doesNotExist();
    settleAll();
    assertThat(folder.resolve("hello/1.0.0.deployed")).doesNotExist();
  }

  @Test
  public void off_writesNothing() {
    app("1.0.0").in(folder, "a.jar");

    settleAll();

    assertThat(folder.toFile().list()).containsExactly("a.jar");
  }

  @Test
  public void on_whenTheyCannotBeWritten_deploysAllTheSameAndTriesAgain() throws IOException {
    markers.enable(true);
    Path inTheWay = Files.createDirectories(folder.resolve(".a.jar.deployed.buntime-marker/x"));
    app("1.0.0").in(folder, "a.jar");

    settleAll();
    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
    assertThat(folder.resolve("a.jar.deployed")).doesNotExist();

    Files.delete(inTheWay);
    settleAll();
    assertThat(folder.resolve("a.jar.deployed")).exists();
  }

  private void settleAll() {
    settle();
    scanAfter(FolderScan.FOLDER_QUIET);
  }
}
