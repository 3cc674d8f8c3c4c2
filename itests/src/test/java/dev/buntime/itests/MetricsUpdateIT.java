package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.hostile.JvmInspector;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The plugin that gives the figures is replaced while the runner serves. */
public class MetricsUpdateIT {
  private static final String COUNT =
      "buntime_request_duration_seconds_count{app=\"shop\",status=\"2xx\",version=\"1.0.0\"} ";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** One of them may be held until the next update, by whatever remembers the last registry. */
  @Test
  public void updatesOfThePlugin_leaveNothingBehind() throws Exception {
    Path plugins = folder.newFolder().toPath();
    updatePlugin(plugins, 0);
    Path apps = folder.newFolder().toPath();
    TestBundle.ofServlet("shop", "1.0.0", VersionServlet.class).writeTo(apps, "shop.jar");
    try (RunnerProcess runner =
        RunnerProcess.start(apps, folder.newFolder().toPath(), "--plugins=" + plugins)) {
      for (int update = 1; update <= 4; update++) {
        awaitCount(runner);
        updatePlugin(plugins, update);
        int replaced = update;
        await().until(() -> runner.log().split("replaced metrics.jar", -1).length > replaced);
      }
      awaitCount(runner);

      JvmInspector jvm = new JvmInspector(runner.process().pid());

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(() ->
              assertThat(jvm.loadersOf("dev.buntime.plugin.metrics.internal.MetricsPlugin"))
                  .isBetween(1L, 2L));
      await().untilAsserted(() -> assertThat(jvm.threads()).doesNotContain("prometheus"));
    }
  }

  /** Calls the app until its calls are counted, which is after they are answered. */
  private static void awaitCount(RunnerProcess runner) {
    await()
        .untilAsserted(() -> {
          assertThat(Http.get(runner.uri("/shop")).statusCode()).isEqualTo(200);
          HttpResponse<String> page = Http.getAsAdmin(runner.uri("/_/plugin-metrics/prometheus"));
          assertThat(page.statusCode()).isEqualTo(200);
          assertThat(page.body()).containsPattern("\n\\Q" + COUNT + "\\E[1-9]");
        });
  }

  /** Puts the plugin into a folder, each time with other bytes. */
  private void updatePlugin(Path plugins, int update) throws IOException {
    Path made = folder.newFolder().toPath().resolve("made.jar");
    PluginJar.put("plugin-metrics", update, made, plugins.resolve("metrics.jar"));
  }
}
