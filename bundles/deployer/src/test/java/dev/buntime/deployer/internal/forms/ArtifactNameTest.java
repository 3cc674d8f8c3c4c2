package dev.buntime.deployer.internal.forms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public class ArtifactNameTest {
  @Test
  public void ofFile_splitsAtTheDashBeforeAVersion() {
    assertThat(file("hello-1.0.0.jar")).isEqualTo("hello@1.0.0");
    assertThat(file("my-web-app-2.0.0-beta.1.zip")).isEqualTo("my-web-app@2.0.0-beta.1");
    assertThat(file("a-1.0.0+b-2.0.0.jar")).isEqualTo("a@1.0.0+b-2.0.0");
    assertThat(file("Hello.jar")).isEqualTo("hello@0.0.0");
    assertThat(file("hello-1.0.jar")).as("no semantic version").isEqualTo("hello-1.0@0.0.0");
    assertThat(file("hello-v1.0.0.jar")).isEqualTo("hello-v1.0.0@0.0.0");
  }

  @Test
  public void ofFile_isNotBinding() {
    assertThat(ArtifactName.ofFile("hello-1.0.0.jar").isBinding()).isFalse();
  }

  @Test
  public void ofFolder_knowsAllLayouts() throws UnfitException {
    assertThat(folder("hello/1.0.0")).isEqualTo("hello@1.0.0 binding");
    assertThat(folder("hello@2.0.0-rc.1")).isEqualTo("hello@2.0.0-rc.1 binding");
    assertThat(folder("hello")).isEqualTo("hello@0.0.0");
    assertThat(folder("hello-1.0.0")).as("dashes are for files").isEqualTo("hello-1.0.0@0.0.0");
  }

  @Test
  public void ofFolder_whenNoVersionFollowsTheAt_tellsHowToNameIt() {
    for (String name : new String[] {"hello@", "hello@new", "hello@1", "hello@1.0.0@2"}) {
      assertThatThrownBy(() -> ArtifactName.ofFolder(name))
          .as(name)
          .isInstanceOf(UnfitException.class)
          .hasMessageContaining("Name it like hello@1.4.2");
    }
  }

  @Test
  public void checkedApp_whenNotAllowed_quotesTheName() {
    assertThatThrownBy(() -> ArtifactName.ofFile("a'b c.jar").checkedApp())
        .isInstanceOf(UnfitException.class)
        .hasMessageContaining("'a\\u0027b c' is not an app name");
  }

  private static String file(String name) {
    return text(ArtifactName.ofFile(name));
  }

  private static String folder(String name) throws UnfitException {
    return text(ArtifactName.ofFolder(name));
  }

  private static String text(ArtifactName name) {
    return name.app() + "@" + name.version() + (name.isBinding() ? " binding" : "");
  }
}
