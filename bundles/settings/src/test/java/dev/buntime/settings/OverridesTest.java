package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class OverridesTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void load_withoutFile_isNone() throws SettingsException {
    assertThat(Overrides.load(data())).isEqualTo(Overrides.NONE);
  }

  @Test
  public void load_whatWasStored_isTheSame() throws Exception {
    Overrides overrides =
        Overrides.NONE
            .with("plugin-a", "text", "a \"quoted\"\n\u0007 text")
            .with("plugin-a", "whole", 5)
            .with("plugin-a", "fraction", 1.5f)
            .with("plugin-a", "infinite", Double.POSITIVE_INFINITY)
            .with("plugin-a", "yes", true)
            .with("plugin-a", "letter", 'x')
            .with("plugin-a", "texts", new String[] {"a", "b"})
            .with("plugin-a", "numbers", new int[] {1, 2})
            .with("plugin-a", "none", List.of())
            .with("plugin-a", "service.ranking", 7)
            .with("dev.buntime.router", "shell", "home");

    overrides.store(data());

    assertThat(Overrides.load(data())).isEqualTo(overrides);
    assertThat(overrides.of("plugin-a"))
        .containsEntry("whole", 5L)
        .containsEntry("fraction", 1.5)
        .containsEntry("infinite", "Infinity")
        .containsEntry("letter", "x")
        .containsEntry("numbers", List.of(1L, 2L))
        .containsEntry("service.ranking", 7);
  }

  @Test
  public void store_isReadableByItsOwnerAlone_andLeavesNothingBehind() throws Exception {
    Overrides.NONE.with("a", "b", 1).store(data());
    Overrides.NONE.store(data());

    assertThat(data()).isDirectoryContaining(file -> file.endsWith("console.json"));
    try (var files = Files.list(data())) {
      assertThat(files).hasSize(1);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(Overrides.load(data())).isEqualTo(Overrides.NONE);
  }

  @Test
  public void load_whenDamaged_saysWhatToDo() throws IOException {
    Files.writeString(file(), "{ \"a\": { \"b\": ");

    assertThatThrownBy(() -> Overrides.load(data()))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "What was edited in the web console is lost: " + file() + ", line 1, column ")
        .hasMessageEndingWith("Correct the file, or delete it");
  }

  @Test
  public void with_anotherCase_isTheSameProperty() {
    assertThat(Overrides.NONE.with("a", "ttl", 1).with("a", "TTL", 2).of("a"))
        .hasSize(1)
        .containsEntry("ttl", 2L);
  }

  @Test
  public void without_takesAllOfAPid() {
    Overrides overrides = Overrides.NONE.with("a", "x", 1).with("a", "y", 2).with("b", "x", 3);

    assertThat(overrides.without("a")).isEqualTo(Overrides.NONE.with("b", "x", 3));
    assertThat(overrides.of("c")).isEmpty();
    assertThat(overrides.without("a", "X").of("a")).containsOnlyKeys("y");
    assertThat(overrides.without("b", "x").properties()).containsOnlyKeys("a");
    assertThat(overrides.without("c", "x")).isEqualTo(overrides);
  }

  private Path data() {
    return folder.getRoot().toPath();
  }

  private Path file() {
    return data().resolve("console.json");
  }
}
