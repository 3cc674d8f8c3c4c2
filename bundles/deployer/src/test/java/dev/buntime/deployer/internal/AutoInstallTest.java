package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.Deployment.Live;
import dev.buntime.catalog.Deployment.Refused;
import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.LiveApp;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

public class AutoInstallTest extends FolderFixture {
  private Path files = Path.of("");

  @Before
  public void makeFolder() throws IOException {
    files = temp.newFolder("repository").toPath();
    var _ =
        felix
            .context()
            .registerService(ResolverHookFactory.class, triggers -> new FamilyWall(), null);
  }

  private static TestJar needy(String version) {
    return app(version)
        .header("Import-Package", "org.lib")
        .entry(JarContent.WORKER_FILE, "{\"autoInstall\": true}");
  }

  private static TestJar lib() {
    return TestJar.bundle("lib", "1.2.3")
        .header("Export-Package", "org.lib")
        .entry("org/lib/x", "");
  }

  /** Plans are made, and the deployer hears of it. */
  private void answer() {
    repositories.answer();
    scanAfter(Duration.ofMillis(1));
  }

  @Test
  public void deploy_whenSomethingIsMissing_isLiveWithWhatTheRepositoriesHave() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    assertThat(outcome("a.jar")).isInstanceOf(Starting.class);
    assertThat(apps.isFirstScanDone()).as("waits for what is on its way").isFalse();

    answer();

    Deployment deployment = catalog.snapshot().deployment("a.jar").orElseThrow();
    assertThat(deployment.outcome()).isInstanceOf(Live.class);
    assertThat(deployment.warnings())
        .containsExactly("autoInstall: installed lib 1.2.3 from folder x");
    assertThat(apps.isFirstScanDone()).isTrue();
    Bundle home = catalog.live("a.jar").bundle();
    assertThat(providers(home))
        .singleElement()
        .extracting(Bundle::getSymbolicName)
        .isEqualTo("lib");
    assertThat(providers(home).getFirst().getLocation()).startsWith(home.getLocation() + "/");
  }

  @Test
  public void deploy_whenNothingIsMissing_asksNoRepository() throws Exception {
    app("1.0.0").entry(JarContent.WORKER_FILE, "{\"autoInstall\": true}").in(folder, "a.jar");

    settle();

    assertThat(outcome("a.jar")).isInstanceOf(Live.class);
    assertThat(repositories.asked).isZero();
  }

  @Test
  public void deploy_withoutAutoInstall_isRefusedAsEver() throws Exception {
    repositories.have(files, "lib", lib());
    app("1.0.0").header("Import-Package", "org.lib").in(folder, "a.jar");

    settle();

    assertThat(reason("a.jar")).startsWith("Package org.lib is missing");
    assertThat(repositories.asked).isZero();
  }

  @Test
  public void deploy_whenOneWaits_doesNotHoldUpOthers() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    TestJar.bundle("other", "1").in(folder, "b.jar");

    settle();

    assertThat(outcome("a.jar")).isInstanceOf(Starting.class);
    assertThat(outcome("b.jar")).isInstanceOf(Live.class);
    answer();
  }

  @Test
  public void start_whenRepositoriesDoNotAnswer_doesNotWaitForEver() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    assertThat(apps.isFirstScanDone()).isFalse();

    scanAfter(Duration.ofSeconds(10));

    assertThat(apps.isFirstScanDone()).isTrue();
    answer();
  }

  @Test
  public void deploy_whenNotProvided_isRefusedAndTriedAgain() throws Exception {
    repositories.lack("nobody has it");
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    assertThat(reason("a.jar")).isEqualTo("nobody has it");
    Deployment refused = catalog.snapshot().deployment("a.jar").orElseThrow();

    scanAfter(Duration.ofSeconds(59));
    answer();
    assertThat(repositories.asked).isEqualTo(1);
    scanAfter(Duration.ofSeconds(2));
    scanAfter(FolderScan.QUIET);
    assertThat(catalog.snapshot().deployment("a.jar")).as("shows no sign of it").contains(refused);
    answer();

    assertThat(repositories.asked).isEqualTo(2);
    assertThat(catalog.snapshot().deployment("a.jar")).contains(refused);
  }

  @Test
  public void change_ofRepositories_triesAgainAtOnce() throws Exception {
    repositories.lack("nobody has it");
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    repositories.have(files, "lib", lib());

    repositories.change();
    settle();
    answer();

    assertThat(outcome("a.jar")).isInstanceOf(Live.class);
  }

  @Test
  public void deploy_whenTheProvidedIsNoArchive_isRefusedAndKeepsNothing() throws Exception {
    repositories.have(files, "lib", lib());
    Files.writeString(files.resolve("lib.jar"), "no archive");
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();

    assertThat(reason("a.jar"))
        .isEqualTo(
            "autoInstall needs lib 1.2.3 from folder x, which is refused: it was changed on the"
                + " way. Correct it in the repository");
    repositories.forget();
  }

  @Test
  public void deploy_whenTheProvidedIsHostile_isRefusedAndKeepsNothing() throws Exception {
    repositories.have(files, "lib", lib().entry("../../etc/x", ""));
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();

    assertThat(reason("a.jar")).startsWith("autoInstall needs lib 1.2.3").contains("etc");
    repositories.forget();
  }

  @Test
  public void deploy_whenTheProvidedDoesNotHelp_isRefused() throws Exception {
    repositories.have(files, "lib", TestJar.bundle("lib", "1.2.3"));
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();

    assertThat(reason("a.jar"))
        .startsWith("what was found for it does not help: Package org.lib is missing");
    repositories.forget();
  }

  @Test
  public void deploy_whenTheProvidedWouldRun_saysThatItDoesNot() throws Exception {
    repositories.have(files, "lib", lib().header("Bundle-Activator", "org.lib.Starter"));
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();

    assertThat(catalog.snapshot().deployment("a.jar").orElseThrow().warnings())
        .contains(
            "autoInstall: lib 1.2.3 has an activator, which is not started: the app gets its"
                + " classes, no services");
  }

  @Test
  public void remove_takesWhatWasInstalledAway() throws Exception {
    repositories.have(files, "lib", lib());
    Path artifact = needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    assertThat(bundles.all()).hasSize(2);

    Files.delete(artifact);
    settle();

    assertThat(bundles.all()).isEmpty();
    repositories.forget();
  }

  @Test
  public void remove_whenStillBeingProvided_leavesNothing() throws Exception {
    repositories.have(files, "lib", lib());
    Path artifact = needy("1.0.0").in(folder, "a.jar");
    settle();

    Files.delete(artifact);
    settle();
    answer();

    assertThat(bundles.all()).isEmpty();
    repositories.forget();
  }

  @Test
  public void generations_haveClassLoadersOfTheirOwn_forWhatWasInstalled() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    LiveApp app = catalog.live("a.jar");
    Bundle home = app.generations().take();
    Bundle other = app.generations().take();
    assertThat(bundles.all()).hasSize(4);
    Bundle libOfHome = providers(home).getFirst();
    assertThat(providers(other)).doesNotContain(libOfHome).hasSize(1);
    ClassLoader before = loader(libOfHome);

    app.generations().giveBack(other);
    app.generations().giveBack(home);

    assertThat(bundles.all()).containsExactlyInAnyOrder(home, libOfHome);
    await()
        .ignoreExceptions() // it has no wiring while it is refreshed
        .untilAsserted(() ->
            assertThat(loader(libOfHome))
                .as("a fresh one for the next worker")
                .isNotSameAs(before));
  }

  @Test
  public void giveBack_whenACompanionRuns_waitsUntilItStops() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    LiveApp app = catalog.live("a.jar");
    var _ = app.generations().take();
    Bundle other = app.generations().take();
    Bundle lib = providers(other).getFirst();
    lib.start();

    app.generations().giveBack(other);
    assertThat(other.getState()).isEqualTo(Bundle.RESOLVED);
    lib.stop();
    spent.sweep();

    assertThat(List.of(other.getState(), lib.getState())).containsOnly(Bundle.UNINSTALLED);
  }

  @Test
  public void sidecar_thatSwitchesItOff_isRefused_andTheAppGoesOn() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();

    Files.writeString(folder.resolve("a.jar" + Sighting.SIDECAR), "{}");
    settle();

    assertThat(outcome("a.jar")).isInstanceOf(Live.class);
    assertThat(catalog.snapshot().deployment("a.jar").orElseThrow().warnings())
        .anySatisfy(each -> assertThat(each).contains("Package org.lib is missing"));
  }

  @Test
  public void sidecar_thatLeavesItOn_keepsWhatIsInstalled() throws Exception {
    repositories.have(files, "lib", lib());
    needy("1.0.0").in(folder, "a.jar");
    settle();
    answer();
    Bundle home = catalog.live("a.jar").bundle();

    Files.writeString(
        folder.resolve("a.jar" + Sighting.SIDECAR), "{\"autoInstall\": true, \"timeout\": 7}");
    settle();

    assertThat(catalog.live("a.jar").bundle()).isEqualTo(home);
    assertThat(catalog.live("a.jar").settings().timeout()).isEqualTo(Duration.ofSeconds(7));
    assertThat(repositories.asked).isEqualTo(1);
  }

  private String reason(String artifact) {
    return ((Refused) outcome(artifact)).reason();
  }

  private static List<Bundle> providers(Bundle bundle) {
    return bundle.adapt(BundleWiring.class).getRequiredWires(null).stream()
        .map(BundleWire::getProvider)
        .map(each -> each.getBundle())
        .filter(LiveApp::isApp)
        .toList();
  }

  private static ClassLoader loader(Bundle bundle) {
    return bundle.adapt(BundleWiring.class).getClassLoader();
  }
}
