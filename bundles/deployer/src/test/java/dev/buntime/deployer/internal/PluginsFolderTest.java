package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.PluginBundle;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.plugins.Use;
import dev.buntime.runtime.dto.PluginDeploymentDTO;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleWiring;

/** A plugins folder in a real framework, without the threads. */
public class PluginsFolderTest {
  private static final String JAR = "headers.jar";
  private static final String NAME = "plugin-headers";

  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FrameworkRule felix = new FrameworkRule();

  private FakeChain chain;
  private Path folder = Path.of("");
  private Path staging = Path.of("");
  private Path copies = Path.of("");
  private PluginFolderRuntime runtime;
  private PluginsFolder plugins;
  private Instant now = Instant.now();
  private boolean isBroken; // what looks at bundles that have started

  @Before
  public void start() throws IOException, InvalidSyntaxException {
    folder = temp.getRoot().toPath().resolve("plugins");
    staging = temp.newFolder("staging").toPath();
    copies = temp.newFolder("artifacts").toPath();
    chain = new FakeChain(felix.context());
    GoingBundles going = new GoingBundles();
    var _ = felix.context().registerService(ResolverHookFactory.class, going, null);
    PluginStates states =
        new PluginStates(
            chain, chain, this::obstacles, Duration.ofMillis(200), Duration.ofMillis(50));
    PluginArtifacts artifacts = new PluginArtifacts(InstantSource.system());
    PluginBundles bundles = new PluginBundles(felix.context());
    RetainedCopies retained = new RetainedCopies(copies);
    PluginGenerations generations = new PluginGenerations(bundles, going, states, chain);
    runtime = new PluginFolderRuntime(artifacts, states);
    plugins =
        new PluginsFolder(
            folder,
            new Staging(staging, Forms.none()),
            new PluginDeployments(
                bundles,
                new PluginArrivals(bundles, states, retained, artifacts),
                new PluginReplacements(bundles, generations, states, retained, artifacts),
                artifacts),
            artifacts,
            states);
    plugins.begin(() -> {});
    Files.createDirectory(folder);
  }

  private List<String> obstacles(Bundle bundle) {
    if (isBroken) {
      isBroken = false;
      throw new IllegalStateException("Service is already unregistered");
    }
    String waits = bundle.getHeaders().get("Test-Waits");
    return waits == null ? List.of() : List.of(waits);
  }

  /** One bundle and one copy for each artifact that is live, and nothing is left over. */
  @After
  public void checkInvariant() {
    List<Long> live =
        runtime.deployments().stream()
            .filter(each -> each.state().equals("live"))
            .map(PluginDeploymentDTO::bundle)
            .toList();
    assertThat(bundles()).extracting(Bundle::getBundleId).containsExactlyInAnyOrderElementsOf(live);
    assertThat(bundles()).allMatch(each -> each.getState() == Bundle.ACTIVE);
    assertThat(staging).isEmptyDirectory();
    assertThat(copies.toFile().list()).hasSameSizeAs(live);
  }

  @Test
  public void jar_whenItIsNew_isStartedAndShown() {
    settleWith(plugin("1.0.0"), JAR);

    assertThat(chain.events()).containsExactly("plugin-headers 1.0.0 comes");
    PluginDeploymentDTO shown = deployment(JAR);
    assertThat(shown.state()).isEqualTo("live");
    assertThat(shown.name()).isEqualTo("com.acme.plugin-headers");
    assertThat(shown.version()).isEqualTo("1.0.0");
    assertThat(shown.plugins()).containsExactly(NAME);
    assertThat(shown.warnings()).isEmpty();
    assertThat(shown.sha256()).hasSize(64);
    assertThat(shown.size()).isPositive();
    assertThat(plugins.isFirstScanDone()).isTrue();
  }

  @Test
  public void jar_whenTheScanFailsWhileItArrives_isThereOnceAfterTheNext() {
    isBroken = true;
    assertThatThrownBy(() -> settleWith(plugin("1.0.0"), JAR))
        .isInstanceOf(IllegalStateException.class);

    settle();

    assertThat(deployment(JAR).state()).isEqualTo("live");
    assertThat(chain.events())
        .containsExactly(
            "plugin-headers 1.0.0 comes",
            "plugin-headers 1.0.0 goes",
            "plugin-headers 1.0.0 comes");
  }

  @Test
  public void jar_whenItOffersNoPlugin_isALibrary() {
    settleWith(TestJar.bundle("lib", "1.0.0"), "lib.jar");

    assertThat(deployment("lib.jar").state()).isEqualTo("live");
    assertThat(deployment("lib.jar").plugins()).isEmpty();
  }

  @Test
  public void jar_whenItWaitsForItsConfiguration_saysSo() {
    settleWith(
        TestJar.bundle("x", "1.0.0").header("Test-Waits", "plugin-x waits for its configuration"),
        "x.jar");

    assertThat(deployment("x.jar").state()).isEqualTo("live");
    assertThat(deployment("x.jar").warnings())
        .containsExactly("plugin-x waits for its configuration");
  }

  @Test
  public void jars_whenOneNeedsTheOther_comeTogether() {
    user("1.0.0").in(folder, "a-user.jar");
    library("1.0.0").in(folder, "z-library.jar");
    settle();

    assertThat(deployment("a-user.jar").state()).isEqualTo("live");
    assertThat(deployment("z-library.jar").state()).isEqualTo("live");
  }

  @Test
  public void jar_whenAPackageIsMissing_isRefusedUntilItComes() {
    settleWith(user("1.0.0"), "user.jar");

    assertThat(deployment("user.jar").state()).isEqualTo("refused");
    assertThat(deployment("user.jar").reason())
        .startsWith("Package acme.lib is missing: no bundle in the runner provides that name");
    Instant since = deployment("user.jar").since();
    plugins.retry(Retry.ON_PLATFORM_CHANGE);
    settle();
    assertThat(deployment("user.jar").since()).as("the same refusal").isEqualTo(since);

    settleWith(library("1.0.0"), "library.jar");
    settle();
    assertThat(deployment("user.jar").state()).isEqualTo("live");
  }

  @Test
  public void jar_whenItIsNoBundle_isRefused() throws IOException {
    TestJar.plain().in(folder, "plain.jar");
    TestJar.bundle("f", "1").header("Fragment-Host", "x").in(folder, "fragment.jar");
    TestJar.bundle("a", "1").header("App-Name", "shop").in(folder, "app.jar");
    Files.writeString(folder.resolve("garbage.jar"), "this is no jar");
    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(deployment("plain.jar").reason()).startsWith("it is not an OSGi bundle");
    assertThat(deployment("fragment.jar").reason()).startsWith("it is a fragment");
    assertThat(deployment("app.jar").reason()).startsWith("it is an app");
    assertThat(deployment("garbage.jar").reason()).contains("is not a complete jar");
    assertThat(runtime.deployments()).extracting(PluginDeploymentDTO::bundle).containsOnly(-1L);
  }

  @Test
  public void jar_whenItsActivatorFails_isRefusedUntilItIsTouched() throws IOException {
    TestJar broken = plugin("1.0.0").header("Bundle-Activator", "gone.Activator");
    Path file = settleWith(broken, JAR);

    assertThat(deployment(JAR).state()).isEqualTo("refused");
    assertThat(deployment(JAR).reason())
        .startsWith("it does not start: ")
        .contains("gone.Activator");

    touch(file);
    settle();
    assertThat(deployment(JAR).state()).isEqualTo("refused");
    settleWith(plugin("1.0.0"), JAR);
    assertThat(deployment(JAR).state()).isEqualTo("live");
  }

  @Test
  public void jar_whenItsPluginFails_staysBecauseItsOptionsMayChange() {
    settleWith(plugin("1.0.0").header(FakeChain.INIT, "failed"), JAR);

    assertThat(deployment(JAR).state()).isEqualTo("live");
    assertThat(chain.plugins()).extracting(each -> each.state()).containsExactly("failed");
  }

  @Test
  public void replacement_comesBeforeTheOldOneGoes() {
    settleWith(plugin("1.0.0"), JAR);
    settleWith(plugin("1.1.0"), JAR);

    assertThat(chain.events())
        .containsExactly(
            "plugin-headers 1.0.0 comes",
            "plugin-headers 1.1.0 comes",
            "retire plugin-headers",
            "hold plugin-headers",
            "plugin-headers 1.0.0 goes",
            "release plugin-headers");
    assertThat(deployment(JAR).version()).isEqualTo("1.1.0");
  }

  @Test
  public void replacement_whenOnlyTheContentDiffers_isDoneAsWell() {
    settleWith(plugin("1.0.0").header("X", "1"), JAR);
    long first = deployment(JAR).bundle();
    settleWith(plugin("1.0.0").header("X", "2"), JAR);

    assertThat(deployment(JAR).bundle()).isNotEqualTo(first);
  }

  @Test
  public void replacement_whenItIsASingleton_isBesideTheOldOne() {
    TestJar first = singleton("1.0.0");
    settleWith(first, JAR);
    settleWith(singleton("1.1.0"), JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.1.0");
    assertThat(deployment(JAR).warnings()).isEmpty();
  }

  @Test
  public void replacement_whenItsVersionIsLower_isDoneAsWell() {
    settleWith(plugin("1.1.0"), JAR);
    chain.preferTheFirst();
    settleWith(plugin("1.0.0"), JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings()).isEmpty();
  }

  @Test
  public void replacement_whenItFails_leavesTheOldOne() {
    settleWith(plugin("1.0.0"), JAR);
    settleWith(plugin("1.1.0").header(FakeChain.INIT, "failed"), JAR);

    assertThat(deployment(JAR).state()).isEqualTo("live");
    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings())
        .containsExactly(
            "its plugin plugin-headers fails: IllegalStateException: no database."
                + " What was deployed before stays");
    assertThat(chain.events()).doesNotContain("plugin-headers 1.0.0 goes");

    settleWith(plugin("1.0.0"), JAR);
    assertThat(deployment(JAR).warnings()).as("when the old file is back").isEmpty();
  }

  @Test
  public void replacement_whenItNeverBegins_leavesTheOldOne() {
    settleWith(plugin("1.0.0"), JAR);
    settleWith(plugin("1.1.0").header(FakeChain.INIT, "starting"), JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings().getFirst())
        .startsWith("its plugin plugin-headers is still starting after ");
  }

  @Test
  public void replacement_whenItDoesNotStart_leavesTheOldOne() {
    settleWith(plugin("1.0.0"), JAR);
    settleWith(plugin("1.1.0").header("Import-Package", "nowhere"), JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings().getFirst())
        .startsWith("Package nowhere is missing")
        .endsWith(". What was deployed before stays");
  }

  @Test
  public void replacement_whenItDoesNotOfferThePlugin_leavesTheOldOne() {
    settleWith(plugin("1.0.0"), JAR);
    settleWith(
        TestJar.bundle("com.acme.plugin-headers", "1.1.0")
            .header("Test-Waits", "plugin-headers waits for a service com.acme.Users"),
        JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings().getFirst())
        .startsWith(
            "it does not offer the plugin plugin-headers, which the bundle does that it would"
                + " replace: plugin-headers waits for a service com.acme.Users. If that is"
                + " intended");
  }

  @Test
  public void replacement_waitsForRequestsThatMeetTheOldOne() {
    settleWith(plugin("1.0.0"), JAR);
    chain.uses(new Use(2, 0), new Use(1, 3));
    settleWith(plugin("1.1.0"), JAR);

    assertThat(chain.events())
        .containsExactly(
            "plugin-headers 1.0.0 comes",
            "plugin-headers 1.1.0 comes",
            "retire plugin-headers",
            "2 requests",
            "1 requests",
            "hold plugin-headers",
            "plugin-headers 1.0.0 goes",
            "release plugin-headers");
  }

  @Test
  public void replacement_ofAPluginThatLetsNobodyPass_hasToWork() {
    settleWith(plugin("1.0.0"), JAR);
    chain.fails(deployment(JAR).bundle());
    settleWith(plugin("1.1.0").header(FakeChain.INIT, "failed"), JAR);

    assertThat(deployment(JAR).version()).as("it goes on letting nobody pass").isEqualTo("1.0.0");
    settleWith(plugin("1.2.0"), JAR);
    assertThat(deployment(JAR).version()).isEqualTo("1.2.0");
  }

  @Test
  public void replacement_ofAPluginThatNeverBegan_needNotDoBetter() {
    settleWith(plugin("1.0.0").header(FakeChain.INIT, "failed"), JAR);
    settleWith(plugin("1.1.0").header(FakeChain.INIT, "failed"), JAR);

    assertThat(deployment(JAR).version()).isEqualTo("1.1.0");
  }

  @Test
  public void replacement_whenItIsGarbage_leavesTheOldOne() throws IOException {
    Path file = settleWith(plugin("1.0.0"), JAR);
    Files.writeString(file, "this is no jar");
    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(deployment(JAR).version()).isEqualTo("1.0.0");
    assertThat(deployment(JAR).warnings().getFirst()).contains("is not a complete jar");
  }

  @Test
  public void touched_whenTheContentIsTheSame_nothingHappens() throws IOException {
    Path file = settleWith(plugin("1.0.0"), JAR);
    List<PluginDeploymentDTO> before = runtime.deployments();
    touch(file);
    settle();

    assertThat(runtime.deployments()).isEqualTo(before);
    assertThat(chain.events()).hasSize(1);
  }

  @Test
  public void removed_isTakenOutOfForce() throws IOException {
    Files.delete(settleWith(plugin("1.0.0"), JAR));
    settle();

    assertThat(runtime.deployments()).isEmpty();
    assertThat(chain.events())
        .containsExactly(
            "plugin-headers 1.0.0 comes",
            "retire plugin-headers",
            "hold plugin-headers",
            "plugin-headers 1.0.0 goes",
            "release plugin-headers");
  }

  @Test
  public void removed_whenItWasRefused_isForgotten() throws IOException {
    Files.delete(settleWith(TestJar.plain(), JAR));
    settle();

    assertThat(runtime.deployments()).isEmpty();
  }

  @Test
  public void library_whenReplaced_isReplacedInWhatUsesIt() {
    settleWith(library("1.0.0"), "library.jar");
    settleWith(user("1.0.0"), "user.jar");
    settleWith(library("1.1.0"), "library.jar");

    assertThat(chain.events())
        .containsExactly(
            "plugin-user 1.0.0 comes",
            "plugin-user 1.0.0 comes",
            "retire plugin-user",
            "hold plugin-user",
            "plugin-user 1.0.0 goes",
            "release plugin-user");
    assertThat(deployment("user.jar").state()).isEqualTo("live");
    assertThat(providerOf("user.jar")).isEqualTo(deployment("library.jar").bundle());
  }

  @Test
  public void library_whenItsUserDoesNotComeWithTheNewOne_stays() {
    settleWith(library("1.0.0"), "library.jar");
    settleWith(user("1.0.0"), "user.jar");
    settleWith(TestJar.bundle("library", "2.0.0"), "library.jar");

    assertThat(deployment("library.jar").version()).isEqualTo("1.0.0");
    assertThat(deployment("library.jar").warnings().getFirst())
        .startsWith(
            "user.jar, which uses it, does not come into force without the old one: Package"
                + " acme.lib is missing");
    assertThat(providerOf("user.jar")).isEqualTo(deployment("library.jar").bundle());
    assertThat(chain.events()).containsExactly("plugin-user 1.0.0 comes");
  }

  @Test
  public void library_whenReplacedTogetherWithItsUser_comesWithTheNewOne() {
    settleWith(library("1.0.0"), "library.jar");
    settleWith(user("1.0.0"), "user.jar");
    TestJar.bundle("library", "2.0.0")
        .header("Export-Package", "acme.other")
        .in(folder, "library.jar");
    FakeChain.plugin("plugin-user", "2.0.0")
        .header("Import-Package", "acme.other")
        .in(folder, "user.jar");
    settle();

    assertThat(deployment("library.jar").version()).isEqualTo("2.0.0");
    assertThat(deployment("user.jar").version()).isEqualTo("2.0.0");
    assertThat(providerOf("user.jar")).isEqualTo(deployment("library.jar").bundle());
  }

  @Test
  public void library_whenRemoved_staysAsLongAsItIsUsed() throws IOException {
    Path file = settleWith(library("1.0.0"), "library.jar");
    Path user = settleWith(user("1.0.0"), "user.jar");
    Files.delete(file);
    settle();

    assertThat(deployment("library.jar").state()).isEqualTo("live");
    assertThat(deployment("library.jar").warnings().getFirst())
        .startsWith("its file is gone, but it is used by user.jar: ");

    Files.delete(user);
    settle();
    assertThat(runtime.deployments()).isEmpty();
  }

  @Test
  public void library_whenRemovedTogetherWithItsUser_goes() throws IOException {
    Path file = settleWith(library("1.0.0"), "library.jar");
    Files.delete(settleWith(user("1.0.0"), "user.jar"));
    Files.delete(file);
    settle();

    assertThat(runtime.deployments()).isEmpty();
    assertThat(chain.events()).hasSize(5);
  }

  @Test
  public void library_whenRemovedAndAnotherTakesItsPlace_isReplacedInWhatUsesIt()
      throws IOException {
    Path file = settleWith(library("1.0.0"), "library-1.0.0.jar");
    settleWith(user("1.0.0"), "user.jar");
    library("1.1.0").in(folder, "library-1.1.0.jar");
    Files.delete(file);
    scanAfter(Duration.ofMillis(1)); // the old one is gone before the new one is settled
    assertThat(deployment("library-1.0.0.jar").state()).isEqualTo("live");
    scanAfter(FolderScan.QUIET);

    assertThat(runtime.deployments())
        .extracting(PluginDeploymentDTO::artifact)
        .containsExactly("library-1.1.0.jar", "user.jar");
    assertThat(providerOf("user.jar")).isEqualTo(deployment("library-1.1.0.jar").bundle());
  }

  @Test
  public void folder_whenItComesLater_isReadThen() throws IOException {
    Files.delete(folder);
    settle();
    assertThat(plugins.isFirstScanDone()).isTrue();

    Files.createDirectory(folder);
    settleWith(plugin("1.0.0"), JAR);
    assertThat(deployment(JAR).state()).isEqualTo("live");
  }

  @Test
  public void folder_whenItIsMovedAway_leavesWhatIsInForce() throws IOException {
    settleWith(plugin("1.0.0"), JAR);
    Files.move(folder, folder.resolveSibling("away"));
    settle();

    assertThat(deployment(JAR).state()).isEqualTo("live");
  }

  @Test
  public void begin_forgetsWhatAnEarlierRunLeft() {
    settleWith(plugin("1.0.0"), JAR);

    plugins.begin(() -> {});

    assertThat(bundles()).isEmpty();
    runtime.artifacts().remove(JAR); // an earlier run's, so unknown to this one
    Arrays.stream(Objects.requireNonNull(copies.toFile().listFiles()))
        .forEach(java.io.File::delete);
  }

  private static TestJar plugin(String version) {
    return FakeChain.plugin(NAME, version);
  }

  private static TestJar singleton(String version) {
    return plugin(version).header("Bundle-SymbolicName", "com.acme.plugin-headers;singleton:=true");
  }

  private static TestJar library(String version) {
    return TestJar.bundle("library", version)
        .header("Export-Package", "acme.lib;version=1.0.0")
        .header("Import-Package", "acme.lib"); // as bnd writes it
  }

  private static TestJar user(String version) {
    return FakeChain.plugin("plugin-user", version).header("Import-Package", "acme.lib");
  }

  private Path settleWith(TestJar jar, String name) {
    Path file = jar.in(folder, name);
    settle();
    return file;
  }

  /** Two looks that are far enough apart. */
  private void settle() {
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.QUIET);
  }

  private void scanAfter(Duration time) {
    now = now.plus(time);
    plugins.scan(now);
  }

  private static void touch(Path file) throws IOException {
    Files.setLastModifiedTime(
        file, FileTime.from(Files.getLastModifiedTime(file).toInstant().plusSeconds(60)));
  }

  private PluginDeploymentDTO deployment(String artifact) {
    return runtime.deployments().stream()
        .filter(each -> each.artifact().equals(artifact))
        .findFirst()
        .orElseThrow();
  }

  private List<Bundle> bundles() {
    return Arrays.stream(felix.context().getBundles()).filter(PluginBundle::is).toList();
  }

  /** Id of the bundle whose package an artifact's bundle uses. */
  private long providerOf(String artifact) {
    Bundle bundle =
        Objects.requireNonNull(felix.context().getBundle(deployment(artifact).bundle()));
    return Objects.requireNonNull(bundle.adapt(BundleWiring.class))
        .getRequiredWires("osgi.wiring.package")
        .getFirst()
        .getProvider()
        .getBundle()
        .getBundleId();
  }
}
