package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.PluginBundle;
import dev.buntime.runtime.PluginDeploymentRuntime;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/** The plugins folder with its threads. */
public class PluginsDeployerTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  /** Too soon for the scan that makes up for events that are lost, each five seconds. */
  private static final Duration PROMPT = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TRIES = 5;

  @Rule
  public final FrameworkRule felix =
      new FrameworkRule().withFolder(PluginsDeployer.PLUGINS).withFolder(FolderDeployer.DATA);

  private Path folder = Path.of("");
  private PluginsDeployer deployer;

  @Before
  public void start() throws InvalidSyntaxException {
    folder = felix.folder(PluginsDeployer.PLUGINS);
    FakeChain.plugin("plugin-first", "1.0.0").in(folder, "first.jar");
    TestJar.plain().in(folder, "refused.jar");
    FakeChain chain = new FakeChain(felix.context());
    deployer = new PluginsDeployer(felix.context(), chain, chain, chain, components());
  }

  @After
  public void stop() {
    if (felix.context().getServiceReference(ResolverHookFactory.class) != null) {
      deployer.stop();
    }
    await().atMost(SOON).until(PluginsDeployerTest::hasNoThread);
  }

  @Test
  public void service_whenFirstScanIsComplete_tellsAll() {
    assertThat(runtime().deployments())
        .extracting(PluginDeploymentDTO::artifact)
        .containsExactly("first.jar", "refused.jar");
    assertThat(runtime().deployments())
        .extracting(PluginDeploymentDTO::state)
        .containsExactly("live", "refused");
  }

  @Test
  public void watch_whenAJarIsCopiedInAndRemoved_followsWithinASecond() throws IOException {
    var _ = runtime();
    List<Duration> comings = new ArrayList<>();
    List<Duration> goings = new ArrayList<>();
    do {
      long begin = System.nanoTime();
      Path file = FakeChain.plugin("plugin-second", "1.0.0").in(folder, "second.jar");
      await().atMost(PATIENCE).until(() -> isLive("second.jar"));
      comings.add(Duration.ofNanos(System.nanoTime() - begin));

      begin = System.nanoTime();
      Files.delete(file);
      await().atMost(PATIENCE).until(() -> !isLive("second.jar"));
      goings.add(Duration.ofNanos(System.nanoTime() - begin));
    } while (comings.size() < TRIES && !(isPrompt(comings) && isPrompt(goings)));

    assertThat(Collections.min(comings)).as("one of %s", comings).isLessThan(PROMPT);
    assertThat(Collections.min(goings)).as("one of %s", goings).isLessThan(PROMPT);
  }

  private static boolean isPrompt(List<Duration> some) {
    return Collections.min(some).compareTo(PROMPT) < 0;
  }

  @Test
  public void platform_whenAMissingPackageComes_startsWhatWaitsForIt() throws BundleException {
    TestJar.bundle("second", "1.0.0").header("Import-Package", "lib").in(folder, "second.jar");
    await().atMost(SOON).until(() -> runtime().deployments().size() == 3);
    assertThat(isLive("second.jar")).isFalse();

    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "lib"));

    await().atMost(SOON).until(() -> isLive("second.jar"));
  }

  @Test
  public void stop_takesTheServicesAwayAndLeavesTheBundles() {
    var _ = runtime();

    deployer.stop();

    assertThat(felix.context().getServiceReference(PluginDeploymentRuntime.class)).isNull();
    assertThat(felix.context().getServiceReference(ResolverHookFactory.class)).isNull();
    assertThat(Arrays.stream(felix.context().getBundles()).filter(PluginBundle::is))
        .extracting(Bundle::getState)
        .containsExactly(Bundle.ACTIVE);
  }

  private static ServiceComponentRuntime components() {
    return (ServiceComponentRuntime)
        Proxy.newProxyInstance(
            PluginsDeployerTest.class.getClassLoader(),
            new Class<?>[] {ServiceComponentRuntime.class},
            (self, method, arguments) -> List.of()); // there is none
  }

  private PluginDeploymentRuntime runtime() {
    ServiceReference<PluginDeploymentRuntime> reference =
        await()
            .atMost(SOON)
            .until(
                () -> felix.context().getServiceReference(PluginDeploymentRuntime.class),
                Objects::nonNull);
    return Objects.requireNonNull(felix.context().getService(reference));
  }

  private boolean isLive(String artifact) {
    return runtime().deployments().stream()
        .anyMatch(each -> each.artifact().equals(artifact) && each.state().equals("live"));
  }

  private static boolean hasNoThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("plugin-deployer"));
  }
}
