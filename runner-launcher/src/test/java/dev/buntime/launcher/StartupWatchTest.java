package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.launcher.StartupWatch.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

public final class StartupWatchTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Platform platform;
  private BundleContext context;
  private StartupWatch watch;

  @Before
  public void setUp() throws Exception {
    String storage = folder.newFolder("storage").toString();
    platform =
        new Platform(
            Map.of("org.osgi.framework.storage", storage), folder.newFolder("bundles").toPath());
    context = platform.prepare();
    watch = StartupWatch.on(context);
  }

  @After
  public void tearDown() throws Exception {
    platform.stop();
  }

  @Test
  public void await_whenServing_tellsWhere() throws InterruptedException {
    say(
        Map.of(
            "buntime.startup", "serving",
            "buntime.url", "http://127.0.0.1:1",
            "buntime.management", "http://127.0.0.1:2",
            "buntime.console", "http://127.0.0.1:2/_/console",
            "buntime.versions", 3));

    assertThat(watch.await(LONG))
        .isEqualTo(
            new Outcome.Serving(
                "http://127.0.0.1:1", "http://127.0.0.1:2", "http://127.0.0.1:2/_/console", 3));
  }

  @Test
  public void await_whenRefused_tellsWhy() throws InterruptedException {
    say(Map.of("buntime.startup", "refused", "buntime.reason", "No."));

    assertThat(watch.await(LONG)).isEqualTo(new Outcome.Refused("No.", ExitCode.REFUSED));
  }

  @Test
  public void await_whenRefusedForAPlugin_tellsTheExitCode() throws InterruptedException {
    say(Map.of("buntime.startup", "refused", "buntime.exit", 3, "buntime.reason", "No plugin."));

    assertThat(watch.await(LONG))
        .isEqualTo(new Outcome.Refused("No plugin.", ExitCode.PLUGIN_MISSING));
  }

  @Test
  public void await_whenStillStarting_timesOut() throws InterruptedException {
    say(Map.of("buntime.startup", "starting"));
    say(Map.of("other", "serving"));

    assertThat(watch.await(Duration.ofMillis(10))).isEqualTo(new Outcome.TimedOut());
  }

  @Test
  public void obstacles_areToldByThoseWhoKnow() {
    assertThat(StartObstacles.find(context)).isEmpty();
    offer("component A waits", true);
    offer("", true);
    offer("nobody asked", false);

    assertThat(StartObstacles.find(context)).containsExactly("component A waits");
  }

  private void offer(String obstacles, boolean isAsked) {
    Supplier<String> supplier = () -> obstacles;
    context.registerService(
        Supplier.class, supplier, FrameworkUtil.asDictionary(Map.of("buntime.obstacles", isAsked)));
  }

  private void say(Map<String, Object> properties) {
    context.registerService(Object.class, new Object(), FrameworkUtil.asDictionary(properties));
  }
}
