package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.settings.Given;
import dev.buntime.settings.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class FrameworkSettingsTest {
  private static final Build BUILD = new Build("0.1.0", "2.0.1");

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path home;
  private Path config;

  @Before
  public void setUp() throws IOException {
    home = folder.getRoot().toPath().resolve("home");
    config = folder.getRoot().toPath().resolve("config");
    Files.createDirectories(home.resolve("config"));
    Files.createDirectories(config);
    Files.writeString(home.resolve("config/framework.properties"), "a=home\nbuntime.data=no\n");
  }

  @Test
  public void of_putsComputedOverFixed() throws Refusal {
    assertThat(all(home.resolve("config")))
        .containsEntry("a", "home")
        .containsEntry("buntime.data", home.resolve("data").toString())
        .containsEntry("buntime.apps", home.resolve("apps-repo").toString())
        .containsEntry("buntime.config", home.resolve("config").toString())
        .containsEntry("buntime.version", "0.1.0")
        .containsEntry("org.osgi.service.http.port", "4711")
        .containsEntry("org.apache.felix.http.host", "127.0.0.1")
        .containsEntry("felix.log.level", "2");
    assertThat(all(home.resolve("config")).get("org.osgi.framework.system.packages.extra"))
        .asString()
        .contains("org.slf4j;version=1.7.36", "org.slf4j;version=2.0.1")
        .contains("org.osgi.service.log;version=1.5", "dev.buntime.log;version=1.1.0")
        .contains("org.apache.commons.logging;version=1.2");
  }

  @Test
  public void of_aConfigFolderWithItsOwnFile_usesThat() throws Exception {
    assertThat(all(config)).containsEntry("a", "home");

    Files.writeString(config.resolve("framework.properties"), "a=own\n");

    assertThat(all(config)).containsEntry("a", "own");
  }

  @Test
  public void of_aMalformedFile_namesIt() throws IOException {
    Path file = Files.writeString(config.resolve("framework.properties"), "a=\\u12\n");

    assertThatThrownBy(() -> all(config))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("The settings " + file + " cannot be read");
  }

  private Map<String, Object> all(Path configFolder) throws Refusal {
    var settings =
        new Settings(
            home,
            "127.0.0.1",
            0,
            "",
            Optional.empty(),
            Optional.empty(),
            home.resolve("apps-repo"),
            home.resolve("plugins"),
            configFolder,
            home.resolve("data"),
            TestLog.START,
            Map.of(Key.POOL_SIZE, new Given("--pool-size", "7")));
    return FrameworkSettings.of(settings, 4711, new DataFolder(settings.data()), BUILD);
  }
}
