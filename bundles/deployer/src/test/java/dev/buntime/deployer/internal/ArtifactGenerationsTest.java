package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleWiring;

public class ArtifactGenerationsTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final AppVersion ID = new AppVersion("x", SemVer.of(1, 0, 0));
  private static final String SHA = "0123456789abcdef";

  @Rule public final TemporaryFolder temp = new TemporaryFolder();
  @Rule public final FrameworkRule felix = new FrameworkRule();

  private final ExecutorService serial = Executors.newSingleThreadExecutor();
  private AppBundles bundles;
  private SpentBundles spent;
  private RetainedCopies copies;
  private ArtifactGenerations generations;

  @Before
  public void deploy() throws IOException, RefusedException {
    bundles = new AppBundles(felix.context());
    spent = new SpentBundles(bundles, serial, Instant::now);
    copies = new RetainedCopies(temp.newFolder("artifacts").toPath());
    generations = install();
    felix
        .context()
        .addBundleListener(event -> {
          if (event.getType() == BundleEvent.STOPPED) {
            spent.stopped(event.getBundle());
          }
        });
  }

  @After
  public void stop() {
    serial.shutdownNow();
  }

  @Test
  public void take_whenNobodyHasTheHome_isTheHome() throws BundleException {
    assertThat(generations.take()).isEqualTo(generations.home());
    assertThat(bundles.all()).hasSize(1);
  }

  @Test
  public void take_whenTheHomeIsTaken_isAResolvedBundleOfItsOwn() throws BundleException {
    Bundle first = generations.take();
    Bundle second = generations.take();
    Bundle third = generations.take();

    assertThat(Set.of(first, second, third)).hasSize(3);
    assertThat(List.of(first, second, third))
        .extracting(Bundle::getState)
        .containsOnly(Bundle.RESOLVED);
    assertThat(second.getLocation()).startsWith("app:x@1.0.0#").isNotEqualTo(third.getLocation());
    assertThat(second.getSymbolicName()).isEqualTo(first.getSymbolicName());
  }

  @Test
  public void giveBack_whenItIsTheHome_hasAFreshClassLoaderForTheNext() throws BundleException {
    Bundle home = generations.take();
    home.start();
    ClassLoader used = loader(home);
    home.stop();

    generations.giveBack(home);

    await().atMost(SOON).until(() -> isHomeFree());
    home.start();
    assertThat(loader(home)).isNotSameAs(used);
    assertThat(bundles.all()).containsExactly(home);
  }

  @Test
  public void giveBack_whenItIsNotTheHome_uninstallsIt() throws BundleException {
    var _ = generations.take();
    Bundle other = generations.take();

    generations.giveBack(other);

    await().atMost(SOON).until(() -> other.getState() == Bundle.UNINSTALLED);
    generations.giveBack(other);
    assertThat(generations.home().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  public void giveBack_whenTwice_freesTheHomeOnce() throws BundleException {
    Bundle home = generations.take();
    generations.giveBack(home);
    generations.giveBack(home);
    await().atMost(SOON).until(() -> isHomeFree()); // and is taken again
    settle();

    assertThat(generations.take()).isNotEqualTo(home);
  }

  @Test
  public void giveBack_whenItIsNoneOfThem_doesNothing() throws BundleException {
    Bundle stranger = felix.install(TestJar.bundle("stranger", "1"));

    generations.giveBack(stranger);
    settle();

    assertThat(stranger.getState()).isEqualTo(Bundle.INSTALLED);
  }

  @Test
  public void giveBack_whenItStillRuns_waitsUntilItStops() throws BundleException {
    Bundle home = generations.take();
    Bundle other = generations.take();
    home.start();
    other.start();

    generations.giveBack(home);
    generations.giveBack(other);
    assertThat(generations.take()).isNotEqualTo(home);
    settle();
    assertThat(home.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);

    home.stop();
    other.stop();
    await().atMost(SOON).until(() -> other.getState() == Bundle.UNINSTALLED);
    await().atMost(SOON).until(() -> isHomeFree());
  }

  @Test
  public void retire_whenNothingIsTaken_uninstallsAndForgetsTheCopy() {
    generations.retire();

    await().atMost(SOON).until(() -> bundles.all().isEmpty());
    assertThat(temp.getRoot().toPath().resolve("artifacts")).isEmptyDirectory();
    assertThatThrownBy(() -> generations.take())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("x@1.0.0")
        .hasMessageContaining("was undeployed");
  }

  @Test
  public void retire_whenTaken_leavesThemUntilTheyAreGivenBack() throws BundleException {
    Bundle home = generations.take();
    Bundle other = generations.take();
    generations.retire();
    settle();
    assertThat(bundles.all())
        .as("a worker is about to start them")
        .containsExactlyInAnyOrder(home, other);

    generations.giveBack(home);
    generations.giveBack(other);

    await().atMost(SOON).until(() -> bundles.all().isEmpty());
  }

  @Test
  public void retire_whenTakenAndNeverGivenBack_uninstallsWhenTheyStop() throws BundleException {
    Bundle home = generations.take();
    Bundle other = generations.take();
    home.start();
    other.start();
    generations.retire();
    settle();
    assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);

    home.stop();
    other.stop();

    await().atMost(SOON).until(() -> bundles.all().isEmpty());
  }

  @Test
  public void retire_whenTheHomeIsBeingRefreshed_uninstallsIt() throws BundleException {
    generations.giveBack(generations.take());

    generations.retire();

    await().atMost(SOON).until(() -> bundles.all().isEmpty());
  }

  @Test
  public void take_whenTheHomeWasUninstalledByHand_goesOnWithOthers() throws BundleException {
    generations.home().uninstall();

    Bundle other = generations.take();

    assertThat(other.getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(generations.isInstalled()).isFalse();
  }

  @Test
  public void retire_whenAnotherHasTheSameContent_leavesThatOneItsCopy() throws Exception {
    ArtifactGenerations twin = install();

    generations.retire();

    var _ = twin.take();
    assertThat(twin.take().getState()).isEqualTo(Bundle.RESOLVED);
  }

  @Test
  public void take_whenManyTakeAndGiveBack_neverGivesOneToTwo() throws Exception {
    Set<Bundle> taken = ConcurrentHashMap.newKeySet();
    Set<ClassLoader> used = ConcurrentHashMap.newKeySet();
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 200; i++) {
        ends.add(
            workers.submit(() -> {
              Bundle bundle = generations.take();
              assertThat(taken.add(bundle)).as("nobody else has it").isTrue();
              bundle.start();
              assertThat(used.add(loader(bundle))).as("a fresh class loader").isTrue();
              bundle.stop();
              taken.remove(bundle);
              generations.giveBack(bundle);
              return bundle;
            }));
      }
    }
    for (Future<?> each : ends) {
      each.get();
    }

    await().atMost(SOON).until(() -> bundles.all().size() == 1);
    assertThat(new HashSet<>(bundles.all())).containsExactly(generations.home());
  }

  @Test
  public void retire_whenWorkersComeAndGo_touchesNoOtherBundle() throws Exception {
    ArtifactGenerations twin = install();
    Bundle neighbour = felix.install(TestJar.bundle("neighbour", "1"));
    neighbour.start();
    twin.take().start();
    List<Bundle> touched = new CopyOnWriteArrayList<>();
    felix.context().addBundleListener(event -> touched.add(event.getBundle()));

    Bundle home = generations.take();
    Bundle other = generations.take();
    home.start();
    home.stop();
    generations.giveBack(home);
    generations.giveBack(other);
    generations.retire();

    await().atMost(SOON).until(() -> bundles.all().size() == 1);
    assertThat(touched).isSubsetOf(home, other);
    assertThat(twin.home().getState()).isEqualTo(Bundle.ACTIVE);
  }

  private ArtifactGenerations install() throws IOException, RefusedException {
    TestJar jar = TestJar.bundle("x", "1.0.0");
    Path file = Files.write(temp.getRoot().toPath().resolve("staged.jar"), jar.bytes());
    StagedArtifact staged = Contents.staged(file, SHA, jar);
    return ArtifactGenerations.install(ID, copies.retain(staged), bundles, spent);
  }

  /** Takes a generation, and gives it back if it is not the home. */
  private boolean isHomeFree() throws BundleException {
    Bundle bundle = generations.take();
    if (!bundle.equals(generations.home())) {
      generations.giveBack(bundle);
    }
    return bundle.equals(generations.home());
  }

  /** Waits until all is done that was ordered. */
  private void settle() {
    try {
      serial.submit(() -> {}).get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ClassLoader loader(Bundle bundle) {
    return bundle.adapt(BundleWiring.class).getClassLoader();
  }
}
