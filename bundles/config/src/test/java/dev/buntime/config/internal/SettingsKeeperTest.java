package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.apache.felix.webconsole.spi.ValidationException;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

public final class SettingsKeeperTest {
  private static final String ROUTER = "dev.buntime.router";
  private static final String POOL = "dev.buntime.worker.pool";
  private static final String SERVER = "dev.buntime.server";
  private static final String PLUGINS = "dev.buntime.plugins";

  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();
  private String file;

  @Before
  public void setUp() {
    file = "file (" + runner.file();
  }

  @Test
  public void start_withoutFile_writesTheDefaults() throws Exception {
    runner.start();

    runner.assertProperty(ROUTER, "shell", "");
    runner.assertProperty(POOL, "pool.size", 10);
    runner.assertProperty(SERVER, "port", 8000);
    runner.assertProperty(SERVER, "host", "127.0.0.1");
    runner.assertProperty(SERVER, "apps.dir", runner.path("apps-repo").toString());
    runner.assertProperty(SERVER, "plugins.dir", runner.path("plugins").toString());
    runner.assertProperty(SERVER, "limits.header", 16_384L);
    runner.assertProperty(SERVER, "limits.connections", 0);
    runner.assertProperty("dev.buntime.pipeline", "limits.body", 0L);
    runner.assertProperty("dev.buntime.management", "console", true);
    assertThat(runner.properties(PLUGINS))
        .containsEntry("listed", List.of())
        .containsEntry("required", List.of())
        .containsEntry("mode", "development")
        .containsEntry("hook.timeout.millis", 5000L);
    assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: default"));
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void start_givesEveryPluginAConfiguration() throws Exception {
    runner.write(
        """
        { "mode": "test",
          "plugins": ["plugin-b", ["@buntime/plugin-a", {
            "text": "t", "whole": 5, "fraction": 1.5, "yes": true, "texts": ["x"],
            "cache": {"ttl": 60}, "rules": [{"a": 1}], "service.ranking": 7}]],
          "required": ["plugin-b"] }
        """);
    runner.start();

    assertThat(runner.properties("plugin-a"))
        .containsEntry("text", "t")
        .containsEntry("whole", 5L)
        .containsEntry("fraction", 1.5)
        .containsEntry("yes", true)
        .containsEntry("texts", List.of("x"))
        .containsEntry("cache.ttl", 60L)
        .containsEntry("rules", List.of("{\"a\":1}"))
        .containsEntry("service.ranking", 7);
    assertThat(runner.origin("plugin-b")).isEqualTo(List.of("listed: " + file + ")"));
    runner.assertProperty(PLUGINS, "listed", List.of("plugin-b", "plugin-a"));
    runner.assertProperty(PLUGINS, "required", List.of("plugin-b"));
    assertThat(runner.origin(PLUGINS))
        .isEqualTo(
            List.of(
                "mode: " + file + ", line 1)",
                "plugins: " + file + ", line 2)",
                "required: " + file + ", line 5)",
                "limits.pluginTimeout: default"));
  }

  @Test
  public void start_withGivenValues_saysWhoGaveThem() throws Exception {
    runner.give("poolSize", "--pool-size 3");
    runner.give("shell", "APP_SHELL home");
    runner.write("{\"poolSize\": 7, \"shell\": \"other\"}");
    runner.start();

    runner.assertProperty(POOL, "pool.size", 3);
    runner.assertProperty(ROUTER, "shell", "home");
    assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: command line (--pool-size)"));
    assertThat(runner.origin(ROUTER)).isEqualTo(List.of("shell: environment (APP_SHELL)"));
  }

  @Test
  public void start_whenTheFileIsWrong_refusesTheStartAndWritesNothing() throws Exception {
    runner.write("{\n  \"shell\": 7,\n  \"pol\": 1 }");
    runner.start();

    ServiceReference<?>[] said =
        runner.context().getAllServiceReferences(null, "(buntime.startup=refused)");
    assertThat(said).hasSize(1);
    assertThat(String.valueOf(said[0].getProperty("buntime.reason")))
        .contains(
            "line 2, column 12: shell is 7", "\n", "line 3, column 3: pol is not a known key");
    assertThat(runner.admin().listConfigurations(null)).isNull();
    runner.stopKeeper();
    assertThat(runner.context().getAllServiceReferences(null, "(buntime.startup=refused)"))
        .isNull();
  }

  @Test
  public void start_configuresTheHealthServlets() throws Exception {
    runner.start();

    for (String tag : List.of("live", "ready")) {
      assertThat(
              runner.properties(
                  "org.apache.felix.hc.core.impl.servlet.HealthCheckExecutorServlet~" + tag))
          .containsEntry("servletContextName", "dev.buntime.health")
          .containsEntry("servletPath", "/" + tag)
          .containsEntry("tags", List.of(tag))
          .containsEntry("format", "json");
    }
  }

  @Test
  public void reload_aValidChange_isAppliedWhole() throws Exception {
    runner.write("{\"plugins\": [\"plugin-a\", [\"plugin-b\", {\"ttl\": 1}]], \"shell\": \"a\"}");
    runner.start();

    runner.write("{\"plugins\": [[\"plugin-b\", {\"ttl\": 2}], \"plugin-c\"], \"poolSize\": 4}");

    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 4));
    runner.assertProperty("plugin-b", "ttl", 2L);
    runner.assertProperty(PLUGINS, "listed", List.of("plugin-b", "plugin-c"));
    assertThat(runner.properties("plugin-c")).isNotEmpty();
    runner.assertProperty(ROUTER, "shell", "");
    await().untilAsserted(() -> assertThat(runner.properties("plugin-a")).isEmpty());
  }

  @Test
  public void reload_whenLinesMove_changesNoPlugin() throws Exception {
    runner.write("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]], \"poolSize\": 4}");
    runner.start();
    long before = changes("plugin-a");

    runner.write("// a comment\n\n{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]], \"poolSize\": 4}");

    await()
        .untilAsserted(() ->
            assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: " + file + ", line 3)")));
    assertThat(changes("plugin-a")).isEqualTo(before);
  }

  @Test
  public void reload_anInvalidChange_isRefusedWhole_untilItIsCorrected() throws Exception {
    runner.write("{\"poolSize\": 4, \"plugins\": [\"plugin-a\"]}");
    runner.start();
    SettingsCheck check = new SettingsCheck(runner.keeper());
    assertThat(check.execute().getStatus()).isEqualTo(Result.Status.OK);

    runner.write("{\"poolSize\": 5, \"plugins\": [], \"shell\": 7}");

    await().until(() -> runner.keeper().refusal().isPresent());
    assertThat(runner.keeper().refusal().orElseThrow())
        .startsWith(runner.file() + ", line 1, column 41: shell is 7; allowed is");
    assertThat(check.execute().getStatus()).isEqualTo(Result.Status.WARN);
    assertThat(check.execute().toString()).contains("what it said before stays in force");
    runner.assertProperty(POOL, "pool.size", 4);
    assertThat(runner.properties("plugin-a")).isNotEmpty();

    runner.write("{\"poolSize\": 5, \"plugins\": []}");

    await().until(() -> runner.keeper().refusal().isEmpty());
    runner.assertProperty(POOL, "pool.size", 5);
    assertThat(check.execute().getStatus()).isEqualTo(Result.Status.OK);
  }

  @Test
  public void reload_aFolderThatIsNotThere_isRefused() throws Exception {
    runner.start();

    runner.write("{\"appsDir\": \"nowhere\", \"poolSize\": 5}");

    await().until(() -> runner.keeper().refusal().isPresent());
    assertThat(runner.keeper().refusal().orElseThrow()).contains("appsDir", "does not exist");
    runner.assertProperty(POOL, "pool.size", 10);
  }

  @Test
  public void reload_whenTheFileIsGone_keepsWhatItSaid() throws Exception {
    runner.write("{\"poolSize\": 4}");
    runner.start();

    Files.delete(runner.file());

    await().until(() -> runner.keeper().refusal().isPresent());
    assertThat(runner.keeper().refusal().orElseThrow()).contains("is gone");
    runner.assertProperty(POOL, "pool.size", 4);
  }

  @Test
  public void reload_aFileThatIsRenamedIntoPlace_isTaken() throws Exception {
    runner.write("{\"poolSize\": 4}");
    runner.start();

    rename("{\"poolSize\": 5}");

    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 5));
  }

  @Test
  public void reload_aLinkThatLeadsElsewhere_isTaken() throws Exception {
    Path data = runner.path("config/..data");
    Files.createSymbolicLink(data, version("v1", "{\"poolSize\": 4}"));
    Files.createSymbolicLink(runner.file(), Path.of("..data/buntime.jsonc"));
    runner.start();
    runner.assertProperty(POOL, "pool.size", 4);

    Path next = Files.createSymbolicLink(data.resolveSibling("..next"), version("v2", "{}"));
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);

    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 10));
  }

  private Path version(String name, String text) throws IOException {
    Path folder = Files.createDirectory(runner.path(name));
    Files.writeString(folder.resolve("buntime.jsonc"), text);
    return folder;
  }

  @Test
  public void reload_whenTheFolderIsReplaced_goesOn() throws Exception {
    runner.write("{\"poolSize\": 4}");
    runner.start();

    Files.move(runner.path("config"), runner.path("config.old"));
    Files.createDirectory(runner.path("config"));
    runner.write("{\"poolSize\": 5}");
    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 5));

    runner.write("{\"poolSize\": 6}");
    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 6));
  }

  @Test
  public void reload_whatNeedsAStart_saysSo() throws Exception {
    runner.start();

    runner.write("{\"port\": 9000,\n\"host\": \"::1\", \"shell\": \"a\"}");

    await().untilAsserted(() -> runner.assertProperty(ROUTER, "shell", "a"));
    runner.assertProperty(SERVER, "port", 8000);
    runner.assertProperty(SERVER, "host", "127.0.0.1");
    assertThat(runner.origin(SERVER).toString())
        .contains("port: " + file + ", line 1); 9000 takes effect at the next start")
        .contains("host: " + file + ", line 2); \"::1\" takes effect at the next start");
  }

  @Test
  public void start_withAnyPort_hasNothingToWaitFor() throws Exception {
    runner.give("port", "--port 0");
    runner.start();

    assertThat(runner.origin(SERVER).toString()).contains("port: command line (--port),");
  }

  @Test
  public void edit_isInForce_marked_andSurvivesARestart() throws Exception {
    runner.write("{\"poolSize\": 4, \"plugins\": [[\"plugin-a\", {\"ttl\": 1}]]}");
    runner.start();

    runner.edit(POOL, "pool.size", 9);
    runner.edit("plugin-a", "ttl", 7);
    runner.edit("plugin-a", "more", new String[] {"x"});

    assertEdited();
    runner.restart();
    assertEdited();
    assertThat(runner.overrides())
        .isEqualTo(
            "{\"dev.buntime.worker.pool\":{\"pool.size\":9},\"plugin-a\":{\"more\":[\"x\"],\"ttl\":7}}");
  }

  private void assertEdited() {
    runner.assertProperty(POOL, "pool.size", 9);
    assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: console (the file says 4)"));
    runner.assertProperty("plugin-a", "ttl", 7L);
    runner.assertProperty("plugin-a", "more", List.of("x"));
    assertThat(runner.origin("plugin-a"))
        .isEqualTo(
            List.of(
                "listed: " + file + ")",
                "more: console (the file has no such option)",
                "ttl: console (the file has another value)"));
  }

  @Test
  public void edit_staysWhenTheFileChanges_untilTheFileSaysTheSame() throws Exception {
    runner.write("{\"poolSize\": 4}");
    runner.start();
    runner.edit(POOL, "pool.size", 9);

    runner.write("{\"poolSize\": 5, \"shell\": \"a\"}");
    await() // it is written after that of the router
        .untilAsserted(() ->
            assertThat(runner.origin(POOL))
                .isEqualTo(List.of("poolSize: console (the file says 5)")));
    runner.assertProperty(ROUTER, "shell", "a");
    runner.assertProperty(POOL, "pool.size", 9);

    runner.write("{\"poolSize\": 9, \"shell\": \"b\"}");
    await().untilAsserted(() -> runner.assertProperty(ROUTER, "shell", "b"));
    assertThat(runner.overrides()).isEqualTo("{}");

    runner.write("{\"poolSize\": 6}");
    await().untilAsserted(() -> runner.assertProperty(POOL, "pool.size", 6));
  }

  @Test
  public void edit_toWhatTheFileSays_endsTheOverride() throws Exception {
    runner.write("{\"poolSize\": 4}");
    runner.start();
    runner.edit(POOL, "pool.size", 9);

    runner.edit(POOL, "pool.size", 4);

    assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: " + file + ", line 1)"));
    assertThat(runner.overrides()).isEqualTo("{}");
  }

  @Test
  public void delete_endsOverrides_andBringsTheConfigurationBack() throws Exception {
    runner.write("{\"poolSize\": 4, \"plugins\": [[\"plugin-a\", {\"ttl\": 1}]]}");
    runner.start();
    runner.edit(POOL, "pool.size", 9);
    runner.edit("plugin-a", "ttl", 7);

    runner.delete(POOL);
    runner.delete("plugin-a");

    runner.assertProperty(POOL, "pool.size", 4);
    runner.assertProperty("plugin-a", "ttl", 1L);
    assertThat(runner.overrides()).isEqualTo("{}");
  }

  @Test
  public void edit_whatTheStartHasDecided_isPutBack() throws Exception {
    runner.give("poolSize", "POOL_SIZE 3");
    runner.start();

    runner.edit(POOL, "pool.size", 9);

    runner.assertProperty(POOL, "pool.size", 3);
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void edit_whatIsNotAllowed_isPutBack() throws Exception {
    runner.start();

    runner.edit(POOL, "pool.size", 0);
    runner.edit(PLUGINS, "mode", "prod");
    runner.edit(SERVER, "apps.dir", "/nowhere");
    runner.edit("dev.buntime.management", "console", false);

    runner.assertProperty(POOL, "pool.size", 10);
    runner.assertProperty(PLUGINS, "mode", "development");
    runner.assertProperty(SERVER, "apps.dir", runner.path("apps-repo").toString());
    runner.assertProperty("dev.buntime.management", "console", true);
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void edit_whatARoomWouldNotTake_isPutBack() throws Exception {
    runner.start();
    String census = "dev.buntime.sandbox.census";

    runner.edit(PLUGINS, "hook.threads", 0);
    runner.edit(PLUGINS, "hook.threads", "many");
    runner.edit(PLUGINS, "hook.threads", new Integer[] {1, 2});
    runner.edit(PLUGINS, "admin.target", "(a=b)");
    runner.edit(POOL, "queue.timeout.millis", 600_001L);
    runner.edit(census, "gc.age.seconds", -1L);

    assertThat(runner.properties(PLUGINS)).doesNotContainKeys("hook.threads", "admin.target");
    assertThat(runner.properties(POOL)).doesNotContainKey("queue.timeout.millis");
    assertThat(runner.properties(census)).doesNotContainKey("gc.age.seconds");
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void edit_whatARoomTakes_isInForceAndSurvivesARestart() throws Exception {
    runner.start();
    String census = "dev.buntime.sandbox.census";

    runner.edit(PLUGINS, "hook.threads", "7");
    runner.edit(census, "gc.age.seconds", 5);
    runner.edit(PLUGINS, "hook.threads", 0);

    runner.assertProperty(PLUGINS, "hook.threads", 7L);
    runner.restart();
    runner.assertProperty(PLUGINS, "hook.threads", 7L);
    runner.assertProperty(census, "gc.age.seconds", 5L);
    assertThat(runner.origin(census))
        .isEqualTo(List.of("gc.age.seconds: console (no key of the file)"));
  }

  @Test
  public void start_whatWasKeptAndNoRoomWouldTake_isLeftOut() throws Exception {
    Files.writeString(
        runner.path("data/console.json"),
        """
        { "dev.buntime.plugins": { "hook.threads": 0, "nonsense": 1, "hook.timeout.millis": 50 },
          "dev.buntime.router": { "nobody.describes": 5 },
          "dev.buntime.sandbox.census": { "gc.age.seconds": "never" } }
        """);

    runner.start();

    assertThat(runner.properties(PLUGINS))
        .containsEntry("hook.timeout.millis", 50L)
        .doesNotContainKeys("hook.threads", "nonsense");
    assertThat(runner.properties("dev.buntime.sandbox.census")).doesNotContainKey("gc.age.seconds");
    assertThat(runner.overrides())
        .isEqualTo(
            "{\"dev.buntime.plugins\":{\"hook.timeout.millis\":50},"
                + "\"dev.buntime.router\":{\"nobody.describes\":5}}");
  }

  @Test
  public void form_fieldsThatNobodyTouched_areNoEdits() throws Exception {
    runner.write("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]]}");
    runner.start();

    runner
        .admin()
        .getConfiguration("plugin-a", "?")
        .update(
            FrameworkUtil.asDictionary(
                Map.of(
                    "ttl",
                    2,
                    "text",
                    "x",
                    "number",
                    5.0,
                    "list",
                    new String[] {"a", "b"},
                    "yes",
                    true,
                    "nothing",
                    "",
                    "unknown",
                    "")));
    runner.edit(POOL, "queue.timeout.millis", 10_000L);

    assertThat(runner.properties("plugin-a"))
        .containsEntry("ttl", 2L)
        .doesNotContainKeys("text", "number", "list", "yes", "nothing");
    assertThat(runner.overrides()).isEqualTo("{\"plugin-a\":{\"ttl\":2,\"unknown\":\"\"}}");
    runner.edit(POOL, "queue.timeout.millis", 9_999L);
    runner.edit("plugin-a", "yes", false);
    runner.edit("plugin-a", "list", new String[] {"a"});
    assertThat(runner.overrides())
        .contains("\"queue.timeout.millis\":9999", "\"yes\":false", "\"list\":[\"a\"]");
  }

  @Test
  public void form_withWhatWouldBePutBack_isRefused() throws Exception {
    runner.give("shell", "--shell home");
    runner.start();
    ConsoleForms forms = new ConsoleForms(runner.keeper(), runner.secrets());

    assertThatThrownBy(() -> forms.updateConfiguration(null, POOL, form("pool.size", 0)))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Nothing was saved: pool.size is 0; allowed is a whole number from 1 to 100000.");
    assertThatThrownBy(() -> forms.updateConfiguration(null, ROUTER, form("shell", "x")))
        .hasMessageContaining("shell is decided by the command line (--shell) until the next");
    assertThatThrownBy(() -> forms.updateConfiguration(null, PLUGINS, form("hook.threads", 0)))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Nothing was saved: hook.threads is 0; allowed is a whole number: Some number, 1 to"
                + " 10000.");
    assertThatThrownBy(() -> forms.updateConfiguration(null, PLUGINS, form("nonsense", 0)))
        .hasMessage(
            "Nothing was saved: nonsense is no property of dev.buntime.plugins, which has"
                + " hook.threads.");
    assertThatThrownBy(() -> forms.updateConfiguration(null, SERVER, form("apps.dir", "/no")))
        .hasMessageContaining("The apps folder /no does not exist");
    forms.updateConfiguration(null, POOL, form("pool.size", 5));
    forms.updateConfiguration(null, "org.example", form("pool.size", 0));
    forms.updateConfiguration("a.factory", POOL, form("pool.size", 0));
    runner.assertProperty(POOL, "pool.size", 10);
  }

  private static Dictionary<String, Object> form(String name, Object value) {
    return FrameworkUtil.asDictionary(Map.of(name, value, "service.pid", "x"));
  }

  @Test
  public void edit_ofTheOrigin_isPutBack() throws Exception {
    runner.start();

    runner.edit(POOL, OriginLines.PROPERTY, new String[] {"mine"});

    assertThat(runner.origin(POOL)).isEqualTo(List.of("poolSize: default"));
  }

  @Test
  public void edit_ofAPort_waitsForTheNextStart() throws Exception {
    runner.start();

    runner.edit(SERVER, "port", 9000);

    runner.assertProperty(SERVER, "port", 8000);
    assertThat(runner.origin(SERVER).toString())
        .contains("port: console (the default is 8000); 9000 takes effect at the next start");
    assertThat(runner.overrides()).isEqualTo("{\"dev.buntime.server\":{\"port\":9000}}");
    runner.edit(SERVER, "limits.connections", 5);
    assertThat(runner.overrides())
        .as("the form showed what is in force")
        .isEqualTo("{\"dev.buntime.server\":{\"limits.connections\":5,\"port\":9000}}");
  }

  @Test
  public void edit_ofTheList_listsAndUnlists() throws Exception {
    runner.write("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}], \"plugin-b\"]}");
    runner.start();
    runner.edit("plugin-b", "x", 1);

    runner.edit(PLUGINS, "listed", new String[] {"plugin-a", "@buntime/plugin-c"});

    runner.assertProperty(PLUGINS, "listed", List.of("plugin-a", "plugin-c"));
    runner.assertProperty("plugin-a", "ttl", 1L);
    assertThat(runner.properties("plugin-b")).isEmpty();
    assertThat(runner.properties("plugin-c")).isNotEmpty();
    assertThat(runner.overrides())
        .isEqualTo("{\"dev.buntime.plugins\":{\"listed\":[\"plugin-a\",\"plugin-c\"]}}");
  }

  @Test
  public void edit_ofWhatIsNotKept_isLeftAlone() throws Exception {
    runner.start();

    runner.edit("org.example", "x", 1);

    assertThat(runner.properties("org.example")).doesNotContainKey(OriginLines.PROPERTY);
    runner.restart();
    runner.assertProperty("org.example", "x", 1);
  }

  @Test
  public void edit_thatBindsTheConfiguration_isUnbound() throws Exception {
    runner.start();
    Configuration configuration = runner.admin().getConfiguration(POOL, null);

    configuration.setBundleLocation(null);

    assertThat(runner.admin().getConfiguration(POOL, null).getBundleLocation()).isEqualTo("?");
  }

  @Test
  public void restart_deletesWhatIsNotListedAnyMore() throws Exception {
    runner.write("{\"plugins\": [\"plugin-a\"]}");
    runner.start();
    runner.edit("plugin-a", "x", 1);
    runner.stop();
    runner.write("{}");

    runner.start();

    assertThat(runner.properties("plugin-a")).isEmpty();
    assertThat(runner.overrides()).isEqualTo("{}");
  }

  @Test
  public void listing_whatSomebodyHasConfigured_takesThatAsEdited() throws Exception {
    runner.start();
    runner.edit("plugin-a", "ttl", 7);
    runner.edit("plugin-a", "max", 1);

    runner.write("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1, \"max\": 1}]]}");

    await()
        .untilAsserted(() -> assertThat(runner.origin("plugin-a").toString()).contains("console"));
    runner.assertProperty("plugin-a", "ttl", 7L);
    assertThat(runner.overrides()).isEqualTo("{\"plugin-a\":{\"ttl\":7}}");
  }

  @Test
  public void stop_endsTheThreads() throws Exception {
    runner.start();
    runner.stopKeeper();

    await()
        .untilAsserted(() ->
            assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("config")));
    runner.write("{\"poolSize\": 4}");
    runner.startKeeper();
    runner.assertProperty(POOL, "pool.size", 4);
  }

  /** Long enough for a machine that is busy with other things. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  private void rename(String text) throws IOException {
    Path part = Files.writeString(runner.path("config/.buntime.jsonc.part"), text);
    Files.move(part, runner.file(), StandardCopyOption.ATOMIC_MOVE);
  }

  private long changes(String pid) throws IOException {
    return runner.admin().getConfiguration(pid, null).getChangeCount();
  }
}
