package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The random key of the cookies. */
public class CookieKeyFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void read_whenThereIsNone_makesOneForItsOwnerAlone() throws IOException {
    String key = new CookieKeyFile(file()).read();

    assertThat(key).matches("[0-9a-f]{64}");
    assertThat(new CookieKeyFile(file()).read()).isEqualTo(key);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder.getRoot().toPath().resolve("new"))) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  public void read_whenDamaged_saysWhatToDoAndNotWhatIsThere() throws IOException {
    Files.createDirectories(file().getParent());
    Files.writeString(file(), "0123456789abcdef");

    assertThatThrownBy(() -> new CookieKeyFile(file()).read())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(file().toString())
        .hasMessageContaining("64 hexadecimal digits")
        .hasMessageContaining("Remove it")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("0123456789abcdef"));
  }

  private Path file() {
    return folder.getRoot().toPath().resolve("new").resolve("login.key");
  }
}
