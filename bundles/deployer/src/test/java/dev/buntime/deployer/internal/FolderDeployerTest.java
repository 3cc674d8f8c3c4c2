package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.Deployment.Live;
import dev.buntime.runtime.DeploymentRuntime;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;

public class FolderDeployerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Too soon for the scan that makes up for events that are lost, each five seconds. */
  private static final Duration PROMPT = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TRIES = 5;

  @Rule
  public final FrameworkRule felix =
      new FrameworkRule().withFolder(FolderDeployer.APPS).withFolder(FolderDeployer.DATA);

  @Rule public final FrameworkRule bare = new FrameworkRule();

  private final RecordingCatalog catalog = new RecordingCatalog();
  private final RecordingRehearsal rehearsal = new RecordingRehearsal();
  private Path folder = Path.of("");
  private FolderDeployer deployer;

  @Before
  public void start() {
    folder = felix.folder(FolderDeployer.APPS);
    TestJar.bundle("first", "1.0.0").in(folder, "first.jar");
    TestJar.plain().in(folder, "refused.jar");
    deployer =
        new FolderDeployer(
            felix.context(),
            Config.DEFAULT,
            catalog,
            rehearsal,
            triggers -> null,
            List::of,
            new FakeRepositories());
  }

  @After
  public void stop() {
    deployer.stop();
    await().atMost(SOON).until(FolderDeployerTest::hasNoThread);
  }

  @Test
  public void service_whenFirstScanIsComplete_tellsAll() {
    assertThat(runtime().deployments())
        .extracting(
            DeploymentDTO::artifact,
            DeploymentDTO::app,
            DeploymentDTO::version,
            DeploymentDTO::state)
        .containsExactly(
            tuple("first.jar", "first", "1.0.0", "live"),
            tuple("refused.jar", null, null, "refused"));
    assertThat(runtime().deployments())
        .extracting(DeploymentDTO::bundle)
        .doesNotContain(0L)
        .contains(-1L);
  }

  @Test
  public void watch_whenAJarIsCopiedIn_deploysItWithinASecond() {
    var _ = runtime();

    assertOneIsPrompt(i -> {}, this::copyIn);
  }

  private void copyIn(int i) {
    TestJar.bundle("first", "2.0." + i).in(folder, jar(i));
  }

  private static String jar(int i) {
    return "next-" + i + ".jar";
  }

  /** One of a few jars goes live promptly after a change, and all of them do go live. */
  private void assertOneIsPrompt(IntConsumer prepare, IntConsumer change) {
    List<Duration> seen = new ArrayList<>();
    do {
      int i = seen.size();
      prepare.accept(i);
      long begin = System.nanoTime();
      change.accept(i);
      await().atMost(PATIENCE).until(() -> isLive(jar(i)));
      seen.add(Duration.ofNanos(System.nanoTime() - begin));
    } while (seen.getLast().compareTo(PROMPT) >= 0 && seen.size() < TRIES);

    assertThat(seen.getLast()).as("one of a few, %s", seen).isLessThan(PROMPT);
  }

  @Test
  public void watch_whenARunningAppIsRemoved_uninstallsItWhenItStops()
      throws IOException, BundleException {
    var _ = runtime();
    Bundle bundle = catalog.live("first.jar").bundle();
    bundle.start();
    Files.delete(folder.resolve("first.jar"));

    await().atMost(SOON).until(() -> !isLive("first.jar"));
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    bundle.stop();
    await().atMost(SOON).until(() -> bundle.getState() == Bundle.UNINSTALLED);
  }

  @Test
  public void rehearsal_whenItEndsOnAnotherThread_deploysAtOnce() {
    var _ = runtime();
    rehearsal.slowDown();

    assertOneIsPrompt(this::beginToStart, i -> rehearsal.starts("first@2.0." + i));
  }

  private void beginToStart(int i) {
    copyIn(i);
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(runtime().deployments())
                .extracting(DeploymentDTO::artifact, DeploymentDTO::state)
                .contains(tuple(jar(i), "starting")));
  }

  @Test
  public void watch_whenTheFolderIsMovedAwayAndBack_goesOn() throws IOException {
    var _ = runtime();
    Path away = Files.move(folder, folder.resolveSibling("away"));
    TestJar.bundle("second", "1.0.0").in(away, "second.jar");
    Files.move(away, folder);

    await().atMost(SOON).until(() -> isLive("second.jar"));
    assertThat(isLive("first.jar")).isTrue();
  }

  @Test
  public void platform_whenAMissingPackageComes_deploysWhatWaitsForIt() throws BundleException {
    TestJar.bundle("second", "1.0.0").header("Import-Package", "lib").in(folder, "second.jar");
    await().atMost(SOON).until(() -> catalog.snapshot().deployment("second.jar").isPresent());

    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "lib"));

    await().atMost(SOON).until(() -> isLive("second.jar"));
  }

  @Test
  public void configuration_whenItLocksTheFolder_deploysNothingUntilItUnlocks() {
    var _ = runtime();
    deployer.modified(new Config("auto", true, false));
    TestJar.bundle("second", "1.0.0").in(folder, "second.jar");
    deployer.modified(new Config("auto", true, false)); // has the folder looked at

    assertThat(catalog.snapshot().deployment("second.jar")).isEmpty();
    deployer.modified(Config.DEFAULT);
    await().atMost(SOON).until(() -> isLive("second.jar"));
  }

  @Test
  public void stop_takesTheServiceAwayAndLeavesTheBundles() {
    var _ = runtime();

    deployer.stop();

    assertThat(felix.context().getServiceReference(DeploymentRuntime.class)).isNull();
    assertThat(catalog.live("first.jar").bundle().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  public void new_whenAPropertyIsMissing_namesIt() {
    assertThatThrownBy(() ->
            new FolderDeployer(
                bare.context(),
                Config.DEFAULT,
                catalog,
                rehearsal,
                triggers -> null,
                List::of,
                new FakeRepositories()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("buntime.apps");
  }

  private DeploymentRuntime runtime() {
    ServiceReference<DeploymentRuntime> reference =
        await()
            .atMost(SOON)
            .until(
                () -> felix.context().getServiceReference(DeploymentRuntime.class),
                Objects::nonNull);
    return Objects.requireNonNull(felix.context().getService(reference));
  }

  private boolean isLive(String artifact) {
    return catalog.snapshot().deployment(artifact).stream()
        .anyMatch(each -> each.outcome() instanceof Live);
  }

  private static boolean hasNoThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("deployer"));
  }
}
