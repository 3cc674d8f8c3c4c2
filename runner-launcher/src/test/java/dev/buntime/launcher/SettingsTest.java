package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SettingsTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path home;

  @Before
  public void setUp() throws IOException {
    home = folder.getRoot().toPath();
    Files.createDirectories(home.resolve("apps-repo"));
    Files.createDirectories(home.resolve("config"));
  }

  @Test
  public void of_withoutValues_usesTheDefaults() throws Refusal {
    assertThat(settings())
        .isEqualTo(
            new Settings(
                home,
                "127.0.0.1",
                8000,
                home.resolve("apps-repo"),
                home.resolve("config"),
                home.resolve("data"),
                LogLevel.INFO));
  }

  @Test
  public void of_givenValues_usesThem() throws Refusal {
    Settings settings =
        settings(
            "--host=0.0.0.0", "--port=0", "--apps=" + home, "--log-level=DEBUG", "--data=x/../y");

    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isZero();
    assertThat(settings.apps()).isEqualTo(home);
    assertThat(settings.logLevel()).isEqualTo(LogLevel.DEBUG);
    assertThat(settings.data()).isEqualTo(Path.of("y").toAbsolutePath());
  }

  @Test
  public void of_aWrongPort_namesWhoGaveIt() {
    for (String wrong : List.of("abc", "-1", "65536", "99999999999", "80.5", " 80", "٨٠")) {
      assertThatThrownBy(() -> settings("--port=" + wrong))
          .isInstanceOf(Refusal.class)
          .hasMessage(
              "--port is '%s', but a port is a number from 0 to 65535 (0 = any free one).", wrong);
    }
    assertThatThrownBy(
            () -> Settings.of(CommandLine.parse(List.of(), Map.of("PORT", "http")), home))
        .hasMessageStartingWith("PORT is 'http'");
  }

  @Test
  public void of_aWrongLogLevel_listsTheRightOnes() {
    assertThatThrownBy(() -> settings("--log-level=loud"))
        .hasMessage("--log-level is 'loud', but a log level is debug, info, warn or error.");
  }

  @Test
  public void of_aMissingFolder_saysHowToNameAnother() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThatThrownBy(() -> settings("--apps=/does/not/exist"))
        .hasMessage(
            "The apps folder /does/not/exist does not exist: correct that, or name another folder"
                + " with --apps or APPS_DIR.");
    assertThatThrownBy(() -> settings("--config=" + file))
        .hasMessageStartingWith("The config folder " + file + " is not a folder");
    assertThatThrownBy(() -> settings("--apps=a\0b"))
        .hasMessageStartingWith("--apps is not the name of a folder: ");
  }

  private Settings settings(String... arguments) throws Refusal {
    return Settings.of(CommandLine.parse(List.of(arguments), Map.of()), home);
  }
}
