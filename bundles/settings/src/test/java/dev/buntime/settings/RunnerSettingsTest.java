package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.settings.RunnerSettings.Options;
import dev.buntime.settings.RunnerSettings.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class RunnerSettingsTest {
  private static final String POOL = "dev.buntime.worker.pool";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path home;
  private String file = "{}";
  private Overrides overrides = Overrides.NONE;
  private final Map<Key, Given> given = new EnumMap<>(Key.class);

  @Before
  public void setUp() throws IOException {
    home = folder.getRoot().toPath();
    for (String name : List.of("apps-repo", "plugins", "config")) {
      Files.createDirectory(home.resolve(name));
    }
  }

  @Test
  public void resolve_withoutSources_isTheDefault() throws SettingsException {
    RunnerSettings settings = resolve();

    assertThat(settings.entries()).containsOnlyKeys(Key.values());
    assertThat(settings.entries().values())
        .allMatch(entry -> entry.origin().words().equals("default"));
    assertThat(settings.text(Key.APPS_DIR)).isEqualTo(home.resolve("apps-repo").toString());
    assertThat(settings.text(Key.PLUGINS_DIR)).isEqualTo(home.resolve("plugins").toString());
    assertThat(settings.text(Key.HOST)).isEqualTo("127.0.0.1");
    assertThat(settings.number(Key.PORT)).isEqualTo(8000);
    assertThat(settings.text(Key.MODE)).isEqualTo("development");
    assertThat(settings.entry(Key.PLUGIN_TIMEOUT).value()).isEqualTo(5000L);
  }

  @Test
  public void resolve_poolSize_isByMode() throws SettingsException {
    for (Mode mode : Mode.values()) {
      file = "{\"mode\": \"" + mode.word() + "\"}";
      assertThat(resolve().number(Key.POOL_SIZE)).isEqualTo(mode.poolSize());
    }
  }

  /** Every subset of the sources: the first in this order wins. */
  @Test
  public void resolve_commandLineThenEnvironmentThenConsoleThenFileThenDefault()
      throws SettingsException {
    for (int sources = 0; sources < 16; sources++) {
      boolean option = (sources & 8) != 0;
      boolean variable = (sources & 4) != 0;
      boolean console = (sources & 2) != 0;
      boolean written = (sources & 1) != 0;
      given.clear();
      if (option || variable) { // of the two the launcher hands over the option
        given.put(
            Key.POOL_SIZE, option ? new Given("--pool-size", "1") : new Given("POOL_SIZE", "2"));
      }
      overrides = console ? Overrides.NONE.with(POOL, "pool.size", 3) : Overrides.NONE;
      file = written ? "{\"poolSize\": 4}" : "{}";

      var entry = resolve().entry(Key.POOL_SIZE);

      int value = option ? 1 : variable ? 2 : console ? 3 : written ? 4 : 10;
      String origin =
          option
              ? "command line (--pool-size)"
              : variable
                  ? "environment (POOL_SIZE)"
                  : console
                      ? "console (" + (written ? "the file says 4)" : "the default is 10)")
                      : written ? "file (" + path() + ", line 1)" : "default";
      assertThat(entry.value()).as("sources %d", sources).isEqualTo(value);
      assertThat(entry.origin().words()).as("sources %d", sources).isEqualTo(origin);
    }
  }

  @Test
  public void resolve_anOverrideThatTheFileSaysToo_isNoneAnyMore() throws SettingsException {
    overrides = Overrides.NONE.with(POOL, "pool.size", 4L);
    file = "{\"poolSize\": 4}";

    assertThat(resolve().entry(Key.POOL_SIZE).origin()).isInstanceOf(Origin.File.class);
    assertThat(resolve().overrides()).isEqualTo(Overrides.NONE);

    file = "{\"poolSize\": 5}";
    assertThat(resolve().overrides()).isEqualTo(overrides);
  }

  @Test
  public void resolve_anOverrideBelowTheCommandLine_isKeptForTheTimeWithoutIt()
      throws SettingsException {
    overrides = Overrides.NONE.with(POOL, "pool.size", 4);
    given.put(Key.POOL_SIZE, new Given("--pool-size", "1"));

    assertThat(resolve().number(Key.POOL_SIZE)).isEqualTo(1);
    assertThat(resolve().overrides()).isEqualTo(overrides);
  }

  @Test
  public void resolve_anOverrideThatIsNotAllowed_isLeftOutWithAWarning() throws SettingsException {
    overrides = Overrides.NONE.with(POOL, "pool.size", 0);

    RunnerSettings settings = resolve();

    assertThat(settings.number(Key.POOL_SIZE)).isEqualTo(10);
    assertThat(settings.warnings())
        .containsExactly(
            "The value of poolSize that was edited in the web console is left out: pool.size is 0;"
                + " allowed is a whole number from 1 to 100000");
    assertThat(settings.overrides()).isEqualTo(Overrides.NONE);
  }

  @Test
  public void resolve_givenValuesThatAreNotAllowed_areNamedTogether() {
    given.put(Key.PORT, new Given("--port", "abc"));
    given.put(Key.MODE, new Given("NODE_ENV", "prod"));

    assertThatThrownBy(this::resolve)
        .hasMessageContaining("--port is \"abc\"; allowed is a whole number from 0 to 65535.")
        .hasMessageContaining("NODE_ENV is \"prod\"; allowed is one of ");
  }

  @Test
  public void resolve_withoutAPluginsFolder_isFineUnlessSomebodyNamesOne()
      throws IOException, SettingsException {
    Files.delete(home.resolve("plugins"));

    assertThat(resolve().text(Key.PLUGINS_DIR)).isEqualTo(home.resolve("plugins").toString());
    given.put(Key.PLUGINS_DIR, new Given("--plugins", "/nowhere"));
    assertThatThrownBy(this::resolve)
        .hasMessageStartingWith("The plugins folder /nowhere does not exist: correct that");
  }

  @Test
  public void resolve_aFolderThatIsNotThere_saysWhoNamedIt() {
    file = "{\n\"appsDir\": \"apps\"}";
    assertThatThrownBy(this::resolve)
        .hasMessage(
            "%s, line 2, column 12: appsDir: the apps folder %s does not exist. Correct the file",
            path(), home.resolve("config/apps"));

    given.put(Key.APPS_DIR, new Given("APPS_DIR", "/nowhere"));
    assertThatThrownBy(this::resolve)
        .hasMessage(
            "The apps folder /nowhere does not exist: correct that, or name another folder."
                + " This one comes from: environment (APPS_DIR).");
  }

  @Test
  public void resolve_aFolderThatIsNotInForce_needNotBeThere() throws SettingsException {
    file = "{\"appsDir\": \"apps\"}";
    given.put(Key.APPS_DIR, new Given("--apps", home.toString()));

    assertThat(resolve().text(Key.APPS_DIR)).isEqualTo(home.toString());
  }

  @Test
  public void resolve_plugins_haveTheirOptionsAndWhatWasEdited() throws SettingsException {
    file = "{\"plugins\": [\"plugin-b\", [\"plugin-a\", {\"ttl\": 5, \"max\": 1}]]}";
    overrides =
        Overrides.NONE
            .with("plugin-a", "TTL", 9)
            .with("plugin-a", "max", 1)
            .with("plugin-a", "new", "x")
            .with("plugin-c", "ttl", 1);

    List<Options> plugins = resolve().plugins();

    assertThat(plugins).extracting(Options::name).containsExactly("plugin-b", "plugin-a");
    assertThat(plugins.getFirst().entries()).isEmpty();
    assertThat(words(plugins.get(1).entries()))
        .isEqualTo(
            Map.of(
                "ttl", "9 by console (the file has another value)",
                "max", "1 by file (" + path() + ", line 1)",
                "new", "\"x\" by console (the file has no such option)"));
    assertThat(resolve().overrides())
        .as("without what the file says too, and without plugins that are not listed")
        .isEqualTo(Overrides.NONE.with("plugin-a", "TTL", 9).with("plugin-a", "new", "x"));
  }

  @Test
  public void resolve_whenTheListWasEdited_takesOptionsFromTheFile() throws SettingsException {
    file = "{\"plugins\": [\"plugin-b\", [\"plugin-a\", {\"ttl\": 5}]]}";
    overrides =
        Overrides.NONE.with("dev.buntime.plugins", "listed", List.of("plugin-a", "plugin-d"));

    List<Options> plugins = resolve().plugins();

    assertThat(plugins).extracting(Options::name).containsExactly("plugin-a", "plugin-d");
    assertThat(plugins.getFirst().entries()).containsOnlyKeys("ttl");
    assertThat(plugins.get(1).origin().words())
        .isEqualTo("console (the file says [\"plugin-b\",\"plugin-a\"])");
  }

  @Test
  public void resolve_propertiesThatNoKeyStandsFor_areKept() throws SettingsException {
    overrides = Overrides.NONE.with(POOL, "queue.timeout.millis", 7).with("org.other", "x", 1);

    assertThat(words(resolve().further(POOL)))
        .isEqualTo(Map.of("queue.timeout.millis", "7 by console (no key of the file)"));
    assertThat(resolve().further("dev.buntime.router")).isEqualTo(Collections.emptySortedMap());
    assertThat(resolve().overrides())
        .isEqualTo(Overrides.NONE.with(POOL, "queue.timeout.millis", 7));
  }

  @Test
  public void given_canBeHandedOverInOneText() {
    Given value = new Given("--shell", "a b@^1");

    assertThat(Given.parse(value.format())).isEqualTo(value);
    assertThat(Given.parse(new Given("X", "").format())).isEqualTo(new Given("X", ""));
  }

  private static Map<String, String> words(Map<String, RunnerSettings.Entry> entries) {
    Map<String, String> words = new TreeMap<>();
    entries.forEach((name, entry) ->
        words.put(name, PropertyValues.words(entry.value()) + " by " + entry.origin().words()));
    return words;
  }

  private Path path() {
    return home.resolve("config/buntime.jsonc");
  }

  private RunnerSettings resolve() throws SettingsException {
    return RunnerSettings.resolve(
        new Sources(home, given, overrides, SettingsFile.parse(path(), file, Map.of())));
  }
}
