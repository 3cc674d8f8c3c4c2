package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.launcher.log.FileLimits;
import dev.buntime.log.AccessFormat;
import dev.buntime.log.LogFormat;
import dev.buntime.log.LogLevel;
import dev.buntime.log.LogLevels;
import dev.buntime.log.LogSettings;
import dev.buntime.settings.Given;
import dev.buntime.settings.Key;
import dev.buntime.settings.Overrides;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Files.createDirectories(home.resolve("plugins"));
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
                "The host comes from: default, the port from: default",
                Optional.empty(),
                Optional.empty(),
                home.resolve("apps-repo"),
                home.resolve("plugins"),
                home.resolve("config"),
                home.resolve("data"),
                TestLog.START,
                Map.of()));
  }

  @Test
  public void of_givenValues_usesThem() throws Refusal {
    Settings settings =
        settings(
            "--host=0.0.0.0", "--port=0", "--apps=" + home, "--log-level=DEBUG", "--data=x/../y");

    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isZero();
    assertThat(settings.apps()).isEqualTo(home);
    assertThat(settings.log().level()).isEqualTo(LogLevel.DEBUG);
    assertThat(settings.data()).isEqualTo(Path.of("y").toAbsolutePath());
  }

  @Test
  public void of_aWrongPort_namesWhoGaveIt() {
    for (String wrong : List.of("-1", "65536", "99999999999")) {
      assertThatThrownBy(() -> settings("--port=" + wrong))
          .isInstanceOf(Refusal.class)
          .hasMessage("--port is %s; allowed is a whole number from 0 to 65535.", wrong);
    }
    for (String wrong : List.of("abc", "80.5", " 80", "٨٠")) {
      assertThatThrownBy(() -> settings("--port=" + wrong))
          .hasMessage("--port is \"%s\"; allowed is a whole number from 0 to 65535.", wrong);
    }
    assertThatThrownBy(() -> settings(Map.of("PORT", "http")))
        .hasMessageStartingWith("PORT is \"http\"; allowed is");
  }

  @Test
  public void of_aWrongMode_namesTheVariableThatWins() {
    assertThatThrownBy(() -> settings(Map.of("NODE_ENV", "prod")))
        .hasMessage(
            "NODE_ENV is \"prod\"; allowed is one of \"development\", \"staging\", \"production\","
                + " \"test\".");
    assertThatThrownBy(() -> settings(Map.of("NODE_ENV", "test", "BUNTIME_MODE", "prod")))
        .hasMessageStartingWith("BUNTIME_MODE is \"prod\"");
  }

  @Test
  public void of_aFile_decidesWhatNobodyElseDoes() throws IOException, Refusal {
    Path apps = Files.createDirectory(home.resolve("my-apps"));
    write("{ \"port\": 9000, \"host\": \"::1\", \"appsDir\": \"../${APPS}\", \"poolSize\": 7 }");

    Settings settings = settings(Map.of("APPS", "my-apps", "POOL_SIZE", "9"), "--host=localhost");

    assertThat(settings.port()).isEqualTo(9000);
    assertThat(settings.host()).isEqualTo("localhost");
    assertThat(settings.apps()).isEqualTo(apps);
    assertThat(settings.given())
        .isEqualTo(
            Map.of(
                Key.HOST, new Given("--host", "localhost"),
                Key.POOL_SIZE, new Given("POOL_SIZE", "9")));
  }

  @Test
  public void of_anEditInTheConsole_winsOverTheFile() throws IOException, Refusal {
    write("{ \"port\": 9000 }");
    Path data = Files.createDirectory(home.resolve("data"));
    Overrides.NONE.with("dev.buntime.server", "port", 9100).store(data);

    assertThat(settings().port()).isEqualTo(9100);
    assertThat(settings("--port=9200").port()).isEqualTo(9200);
  }

  @Test
  public void of_aWrongFile_saysAllThatIsWrong() throws IOException {
    write("{\n  \"port\": -1,\n  \"pol\": 3\n}");

    assertThatThrownBy(this::settings)
        .isInstanceOf(Refusal.class)
        .hasMessageMatching(
            "(?s).*/config/buntime.jsonc, line 2, column 11: port is -1; .*\n"
                + ".*/config/buntime.jsonc, line 3, column 3: pol is not a known key.*");
  }

  @Test
  public void of_theLog_isReadInAllItsParts() throws IOException, Refusal {
    write(
        """
        {
          "mode": "production",
          "logging": { "levels": { "a.b": "debug" }, "flood": { "rate": 7 } },
          "plugins": [["plugin-a", { "client": { "secret": "abcdef", "tokens": ["opqrst"] },
            "ttl": "ghijkl", "tokenUrl": "uvwxyz" }]]
        }
        """);

    LogStart log = settings(Map.of("BUNTIME_ADMIN_PASSWORD", "mnopqr")).log();

    assertThat(log.live())
        .isEqualTo(
            new LogSettings(
                LogLevels.of(LogLevel.INFO, Map.of("a.b", LogLevel.DEBUG), Map.of()),
                LogFormat.JSON,
                new LogSettings.Flood(7, 2000),
                new LogSettings.Access(true, AccessFormat.COMBINED)));
    assertThat(log.files()).isEqualTo(new FileLimits(10L << 20, 14, 100L << 20));
    assertThat(log.secrets()).containsExactlyInAnyOrder("abcdef", "mnopqr", "opqrst");
  }

  @Test
  public void words_areThoseOfTheSettings() throws Exception {
    for (LogLevel level : LogLevel.values()) {
      assertThat(Key.LOG_LEVEL.readProperty(level.word(), home)).isEqualTo(level.word());
    }
    for (LogFormat format : LogFormat.values()) {
      assertThat(Key.LOG_FORMAT.readProperty(format.word(), home)).isEqualTo(format.word());
    }
    for (AccessFormat format : AccessFormat.values()) {
      assertThat(Key.ACCESS_FORMAT.readProperty(format.word(), home)).isEqualTo(format.word());
    }
  }

  @Test
  public void of_aWrongLogLevel_listsTheRightOnes() {
    assertThatThrownBy(() -> settings("--log-level=loud"))
        .hasMessage(
            "--log-level is \"loud\"; allowed is one of \"debug\", \"info\", \"warn\", \"error\".");
  }

  @Test
  public void of_aMissingFolder_saysHowToNameAnother() throws IOException {
    Path file = Files.writeString(home.resolve("file"), "");

    assertThatThrownBy(() -> settings("--apps=/does/not/exist"))
        .hasMessage(
            "The apps folder /does/not/exist does not exist: correct that, or name another folder."
                + " This one comes from: command line (--apps).");
    assertThatThrownBy(() -> settings("--config=" + file))
        .hasMessageStartingWith("The config folder " + file + " is not a folder");
    assertThatThrownBy(() -> settings("--apps=a\0b"))
        .hasMessageStartingWith("--apps is \"a\\u0000b\"; allowed is the path of a folder");
    assertThatThrownBy(() -> settings("--data=a\0b"))
        .hasMessageStartingWith("--data is not the name of a folder: ");
  }

  private void write(String text) throws IOException {
    Files.writeString(home.resolve("config/buntime.jsonc"), text);
  }

  private Settings settings(String... arguments) throws Refusal {
    return settings(Map.of(), arguments);
  }

  private Settings settings(Map<String, String> environment, String... arguments) throws Refusal {
    return Settings.of(CommandLine.parse(List.of(arguments), environment), home, environment);
  }
}
