package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.catalog.Deployment.Starting;
import dev.buntime.catalog.EntryPoint.StaticPage;
import dev.buntime.catalog.LiveApp;
import dev.buntime.testing.TestJar;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

public class AppsFolderTest extends FolderFixture {
  @Test
  public void scan_whenJarsCome_deploysAllInOneStep() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");

    settle();

    assertThat(catalog.lives()).containsExactly(List.of("app@1.0.0", "app@2.0.0"));
    assertThat(catalog.live("a.jar").bundle().getState()).isEqualTo(Bundle.RESOLVED);
    assertThat(apps.isFirstScanDone()).isTrue();
    assertThat(apps.isRestless()).isFalse();
  }

  @Test
  public void scan_whenJarIsRemoved_undeploys() throws IOException {
    Path jar = app("1.0.0").in(folder, "a.jar");
    settle();
    Bundle bundle = catalog.live("a.jar").bundle();
    Files.delete(jar);

    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void scan_whenReplaced_hasNoGapAndTheOldOneDrains() throws BundleException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    Bundle old = catalog.live("a.jar").bundle();
    old.start();
    app("1.0.0").entry("new", "").in(folder, "a.jar");

    settle();

    assertThat(catalog.lives()).containsExactly(List.of("app@1.0.0"), List.of("app@1.0.0"));
    assertThat(catalog.live("a.jar").bundle()).isNotEqualTo(old);
    assertThat(old.getState()).isEqualTo(Bundle.ACTIVE);
    old.stop();
    spent.sweep();
    assertThat(old.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void scan_whenReplacedByTheSameContent_doesNothing() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp before = catalog.live("a.jar");
    app("1.0.0").in(folder, "a.jar");

    settle();

    assertThat(catalog.lives()).hasSize(1);
    assertThat(catalog.live("a.jar")).isEqualTo(before);
  }

  @Test
  public void scan_whenReplacedByAnotherVersion_swapsInOneStep() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    app("2.0.0").in(folder, "a.jar");

    settle();

    assertThat(catalog.lives()).containsExactly(List.of("app@1.0.0"), List.of("app@2.0.0"));
  }

  @Test
  public void scan_whenTwoHaveTheSameVersion_refusesTheSecondNamingBoth() {
    app("1.0.0").in(folder, "a.jar");
    app("1.0.0").entry("other", "").in(folder, "b.jar");

    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.reason("b.jar"))
        .startsWith("b.jar and a.jar are both app@1.0.0; a.jar was there first.");
  }

  @Test
  public void scan_whenTheFirstOfTwoGoes_deploysTheSecondWithoutAGap() throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    app("1.0.0").entry("other", "").in(folder, "b.jar");
    settle();
    Files.delete(first);

    settle();

    assertThat(catalog.lives()).containsExactly(List.of("app@1.0.0"), List.of("app@1.0.0"));
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void scan_whenTheFirstOfThreeGoes_tellsTheThirdOfTheSecond() throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    app("1.0.0").entry("other", "").in(folder, "b.jar");
    app("1.0.0").entry("third", "").in(folder, "c.jar");
    settle();
    Files.delete(first);

    settle();

    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.reason("c.jar")).startsWith("c.jar and b.jar are both app@1.0.0");
  }

  @Test
  public void scan_whenTwoSwapTheirVersions_deploysBoth() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    app("2.0.0").in(folder, "a.jar");
    app("1.0.0").in(folder, "b.jar");

    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.lives()).hasSize(2);
  }

  @Test
  public void scan_whenThreeSwapTheirVersions_deploysAll() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    app("3.0.0").in(folder, "c.jar");
    settle();
    app("2.0.0").in(folder, "a.jar");
    app("3.0.0").in(folder, "b.jar");
    app("1.0.0").in(folder, "c.jar");

    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.live("b.jar").id()).hasToString("app@3.0.0");
    assertThat(catalog.live("c.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.lives()).hasSize(2);
  }

  @Test
  public void scan_whenALiveAppClaimsTheVersionOfAnother_staysUntilThatIsFree() throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    LiveApp before = catalog.live("b.jar");
    app("1.0.0").entry("other", "").in(folder, "b.jar");

    settle();
    assertThat(catalog.live("b.jar")).isEqualTo(before);
    assertThat(catalog.warnings("b.jar"))
        .singleElement()
        .asString()
        .startsWith("b.jar and a.jar are both app@1.0.0; a.jar was there first.")
        .endsWith("What was deployed before stays");

    Files.delete(first);
    settle();
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.warnings("b.jar")).isEmpty();
    assertThat(catalog.lives())
        .allMatch(List.of("app@1.0.0", "app@2.0.0")::containsAll)
        .endsWith(List.of("app@1.0.0"));
  }

  @Test
  public void scan_whenALiveAppWaitsForAVersion_keepsItsOwn() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    app("1.0.0").entry("other", "").in(folder, "b.jar");
    app("2.0.0").entry("new", "").in(folder, "c.jar");

    settle();

    assertThat(catalog.live("b.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.reason("c.jar")).startsWith("c.jar and b.jar are both app@2.0.0");
  }

  @Test
  public void scan_whenASidecarGoesAndTheJarsOwnSettingsAreWrong_keepsTheApp() throws IOException {
    Path sidecar = Files.writeString(folder.resolve("a.jar.worker.jsonc"), "{\"queue\": 7}");
    app("1.0.0").entry("worker.jsonc", "{\"queue\": \"many\"}").in(folder, "a.jar");
    settle();
    LiveApp before = catalog.live("a.jar");
    Files.delete(sidecar);

    settle();

    assertThat(catalog.live("a.jar")).isEqualTo(before);
    assertThat(catalog.warnings("a.jar").getFirst())
        .startsWith("worker.jsonc, line 1, column 11: queue is \"many\"");
  }

  @Test
  public void scan_whenACopyStalls_refusesItAfterTwoSecondsAndDeploysItWhenItGoesOn()
      throws IOException {
    byte[] bytes = app("1.0.0").bytes();
    Path jar = Files.write(folder.resolve("a.jar"), Arrays.copyOf(bytes, bytes.length / 2));
    settle();
    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(apps.isFirstScanDone()).isTrue();

    scanAfter(Duration.ofSeconds(2));
    assertThat(catalog.reason("a.jar")).startsWith("a.jar is not a complete jar: ");

    Files.write(jar, bytes);
    settle();
    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void scan_whenARunningAppsFileIsCutOff_keepsTheAppWithAWarning() throws IOException {
    byte[] bytes = app("1.0.0").bytes();
    Path jar = Files.write(folder.resolve("a.jar"), bytes);
    settle();
    LiveApp before = catalog.live("a.jar");

    Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
    settle();
    scanAfter(Duration.ofSeconds(2));
    assertThat(catalog.live("a.jar")).isEqualTo(before);
    assertThat(catalog.warnings("a.jar").getFirst()).contains("is not a complete jar");

    Files.write(jar, bytes);
    settle();
    assertThat(catalog.live("a.jar")).isEqualTo(before);
    assertThat(catalog.warnings("a.jar")).isEmpty();
  }

  @Test
  public void scan_whenOneIsRefused_deploysTheOthers() {
    app("1.0.0").header("Import-Package", "gone").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");

    settle();

    assertThat(catalog.reason("a.jar")).startsWith("Package gone is missing");
    assertThat(catalog.live("b.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void retry_whenTheMissingPackageHasCome_deploys() throws BundleException {
    app("1.0.0").header("Import-Package", "lib").in(folder, "a.jar");
    settle();
    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "lib"));

    apps.retry(Retry.ON_PLATFORM_CHANGE);
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void retry_whenWhatAReplacementMissedHasCome_replaces() throws BundleException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    app("2.0.0").header("Import-Package", "lib").in(folder, "a.jar");
    settle();
    felix.install(TestJar.bundle("lib", "1").header("Export-Package", "lib"));

    apps.retry(Retry.ON_PLATFORM_CHANGE);
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.warnings("a.jar")).isEmpty();
  }

  @Test
  public void retry_whenNothingHelped_leavesTheRefusalAsItIs() {
    app("1.0.0").header("Import-Package", "lib").in(folder, "a.jar");
    settle();

    apps.retry(Retry.ON_PLATFORM_CHANGE);
    settle();

    assertThat(catalog.lives()).hasSize(1);
  }

  @Test
  public void retry_whenTheFileCanBeReadAgain_deploys() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    Files.delete(staging);
    Files.writeString(staging, "in the way");
    settle();
    assertThat(catalog.reason("a.jar")).startsWith("a.jar cannot be read: ");
    Files.delete(staging);

    apps.retry(Retry.SOON);
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void scan_whenASidecarComesAndGoes_redeploys() throws IOException {
    app("1.0.0").entry("x.html", "").entry("index.html", "").in(folder, "a.jar");
    settle();
    Path sidecar =
        Files.writeString(
            folder.resolve("a.jar.worker.jsonc"), "{\"entrypoint\": \"x.html\", \"ttl\": 3}");

    settle();
    assertThat(catalog.live("a.jar").entryPoint()).isEqualTo(new StaticPage("x.html"));
    assertThat(catalog.warnings("a.jar"))
        .singleElement()
        .asString()
        .contains("ttl (3 s) is less than timeout (30 s)");

    Files.delete(sidecar);
    settle();
    assertThat(catalog.live("a.jar").entryPoint()).isEqualTo(new StaticPage("index.html"));
    assertThat(catalog.lives()).hasSize(3);
  }

  @Test
  public void scan_whenTheFolderGoes_keepsWhatRuns() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    Path away = Files.move(folder, folder.resolveSibling("away"), StandardCopyOption.ATOMIC_MOVE);

    settle();
    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");

    Files.move(away, folder);
    settle();
    assertThat(catalog.lives()).hasSize(1);
  }

  @Test
  public void scan_whenAFileNameHasControlCharacters_isStillOneLine() {
    TestJar.plain().in(folder, "a\nb.jar");

    settle();

    assertThat(catalog.reason("a\\u000ab.jar")).contains("is not an OSGi bundle");
  }

  @Test
  public void begin_whenAnEarlierRunLeftBundles_uninstallsThem() throws BundleException {
    Bundle left =
        felix
            .context()
            .installBundle("app:old@1.0.0#1.1", new ByteArrayInputStream(app("1.0.0").bytes()));

    apps.begin(() -> {});

    assertThat(left.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void scan_whenOnlyTheSidecarChanges_reconfiguresTheSameBundle() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp before = catalog.live("a.jar");
    Path sidecar = Files.writeString(folder.resolve("a.jar.worker.jsonc"), "{\"queue\": 7}");

    settle();
    LiveApp after = catalog.live("a.jar");
    assertThat(after).isNotEqualTo(before);
    assertThat(after.bundle()).isEqualTo(before.bundle());
    assertThat(after.generations()).isSameAs(before.generations());
    assertThat(after.settings().queue()).isEqualTo(7);
    assertThat(after.bundle().getState()).isEqualTo(Bundle.RESOLVED);

    Files.writeString(sidecar, "{\"queue\": 7} // a remark changes nothing");
    settle();
    assertThat(catalog.live("a.jar")).isEqualTo(after);
    assertThat(rehearsal.asked()).hasSize(2);
  }

  @Test
  public void scan_whenTheSidecarIsWrong_refusesWithItsPlace() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    Files.writeString(folder.resolve("a.jar.worker.jsonc"), "{\"queue\": -1}");

    settle();

    assertThat(catalog.reason("a.jar"))
        .startsWith("a.jar.worker.jsonc, line 1, column 11: queue is -1; allowed is ");
  }

  @Test
  public void rehearse_whenItTakesTime_keepsTheOldAndDeploysOthersMeanwhile() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");

    settle();
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar")).containsExactly("a replacement is being started");
    TestJar.plain().in(folder, "b.jar");
    settle();
    assertThat(catalog.reason("b.jar")).contains("is not an OSGi bundle");
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(wakeUps).hasValue(0);

    rehearsal.starts("app@2.0.0");
    assertThat(wakeUps).hasValue(1);
    scanAfter(Duration.ofMillis(1));
    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.warnings("a.jar")).isEmpty();
    assertThat(old.bundle().getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void rehearse_whenTheReplacementFails_keepsTheOldUntilTheFileIsTouched()
      throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    Path jar = app("2.0.0").in(folder, "a.jar");
    settle();

    rehearsal.fails("app@2.0.0", "its activator threw.");
    settle();
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar"))
        .containsExactly(
            "the replacement does not start: its activator threw. What was deployed before stays");
    assertThat(rehearsal.cancelled()).hasSize(1);
    assertThat(bundles.all()).containsExactly(old.bundle());
    settle();
    assertThat(rehearsal.asked()).hasSize(2);

    touch(jar);
    settle();
    rehearsal.starts("app@2.0.0");
    settle();
    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void rehearse_whenANewVersionFails_refusesItUntilTheFileIsTouched() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    Path jar = app("2.0.0").in(folder, "b.jar");
    settle();
    assertThat(outcome("b.jar")).isInstanceOf(Starting.class);
    assertThat(catalog.snapshot().liveApps()).hasSize(1);

    rehearsal.fails("app@2.0.0", "it hangs");
    settle();
    assertThat(catalog.reason("b.jar"))
        .isEqualTo("it does not start: it hangs. Correct it and copy it again");

    touch(jar);
    settle();
    assertThat(outcome("b.jar")).isInstanceOf(Starting.class);
    rehearsal.starts("app@2.0.0");
    settle();
    assertThat(catalog.live("b.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void rehearse_whenAReconfigurationFails_keepsTheBundle() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    Files.writeString(folder.resolve("a.jar.worker.jsonc"), "{\"healthPath\": \"/up\"}");
    settle();

    rehearsal.fails("app@1.0.0", "/up answers 404");
    settle();

    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar").getFirst()).contains("/up answers 404");
  }

  @Test
  public void rehearse_whenTheFileChangesAgain_callsTheFirstCandidateOff() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    settle();
    app("3.0.0").in(folder, "a.jar");

    settle();
    assertThat(rehearsal.cancelled())
        .extracting(app -> app.id().toString())
        .containsExactly("app@2.0.0");
    rehearsal.starts("app@2.0.0"); // too late
    rehearsal.starts("app@3.0.0");
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@3.0.0");
    assertThat(catalog.lives()).doesNotContain(List.of("app@2.0.0"));
  }

  @Test
  public void rehearse_whenTheOldContentComesBack_callsTheCandidateOff() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    settle();
    app("1.0.0").in(folder, "a.jar");

    settle();

    assertThat(rehearsal.cancelled()).hasSize(1);
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar")).isEmpty();
  }

  @Test
  public void rehearse_whenTheFileIsSpoiltMeanwhile_callsTheCandidateOffAndKeepsTheOld() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    settle();
    TestJar.plain().in(folder, "a.jar");

    settle();

    assertThat(rehearsal.cancelled()).hasSize(1);
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar"))
        .singleElement()
        .asString()
        .contains("is not an OSGi bundle");
  }

  @Test
  public void rehearse_whenAnotherAppTakesThePlace_isToldWhatGoes() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    LiveApp old = catalog.live("a.jar");
    rehearsal.slowDown();
    TestJar.bundle("other", "1.0.0").in(folder, "a.jar");
    settle();
    assertThat(rehearsal.going()).containsExactly(old);

    rehearsal.fails("other@1.0.0", "no");
    settle();
    assertThat(catalog.live("a.jar")).isEqualTo(old);
    assertThat(catalog.warnings("a.jar").getFirst()).contains("the replacement does not start: no");

    TestJar.bundle("other", "1.0.1").in(folder, "a.jar");
    settle();
    rehearsal.starts("other@1.0.1");
    settle();
    assertThat(catalog.lives()).endsWith(List.of("app@1.0.0"), List.of("other@1.0.1"));
  }

  @Test
  public void rehearse_whenASwapFailed_isTriedAgainWhenTheFileIsTouched() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    Path failing = app("1.0.0").in(folder, "b.jar");
    settle();
    rehearsal.starts("app@2.0.0");
    rehearsal.fails("app@1.0.0", "no");
    settle();
    settle();
    assertThat(rehearsal.asked()).as("not tried again by itself").hasSize(4);

    touch(failing);
    settle();
    rehearsal.starts("app@2.0.0");
    rehearsal.starts("app@1.0.0");
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void rehearse_whenTheFileGoes_callsTheCandidateOffAndUndeploys() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    Path jar = app("2.0.0").in(folder, "a.jar");
    settle();
    Files.delete(jar);

    settle();

    assertThat(rehearsal.cancelled()).hasSize(1);
    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void rehearse_whenAnotherVersionGoesMeanwhile_keepsItUntilTheCandidateStarts()
      throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    settle();
    Files.delete(first);
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.warnings("a.jar").getFirst()).startsWith("it is not in the apps folder");
    TestJar.bundle("other", "1.0.0").in(folder, "c.jar");
    settle();
    rehearsal.starts("other@1.0.0");
    settle();
    assertThat(catalog.live("a.jar").id()).as("another app has come").hasToString("app@1.0.0");
    rehearsal.starts("app@2.0.0");
    settle();

    assertThat(catalog.lives().getLast()).containsExactly("app@2.0.0", "other@1.0.0");
    assertThat(catalog.lives()).allMatch(each -> each.toString().contains("app@"));
  }

  @Test
  public void rehearse_whenAnotherVersionGoesInTheSameStep_keepsItUntilTheCandidateStarts()
      throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    Files.delete(first);
    settle();

    rehearsal.starts("app@2.0.0");
    settle();

    assertThat(catalog.lives()).endsWith(List.of("app@1.0.0"), List.of("app@2.0.0"));
    assertThat(catalog.lives()).doesNotContain(List.of());
  }

  @Test
  public void rehearse_whenAnotherVersionWentAndTheCandidateFails_theOtherGoes()
      throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    Files.delete(first);
    settle();

    rehearsal.fails("app@2.0.0", "no");
    settle();

    assertThat(catalog.reason("b.jar")).contains("no");
    assertThat(catalog.snapshot().liveApps()).isEmpty();
  }

  @Test
  public void rehearse_whenAnotherVersionWentAndComesBack_keepsItForGood() throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    settle();
    Path aside = temp.getRoot().toPath().resolve("aside.jar");
    Files.move(first, aside);
    settle();
    Files.move(aside, first);
    settle();

    assertThat(catalog.warnings("a.jar")).isEmpty();
    rehearsal.starts("app@2.0.0");
    settle();

    assertThat(catalog.lives().getLast()).containsExactly("app@1.0.0", "app@2.0.0");
    assertThat(catalog.lives()).allMatch(each -> each.contains("app@1.0.0"));
  }

  @Test
  public void rehearse_whenAnotherVersionWentAndIsThereUnderAnotherName_passesItOn()
      throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    settle();
    Path aside = temp.getRoot().toPath().resolve("aside.jar");
    Files.move(first, aside);
    settle();
    Files.move(aside, folder.resolve("c.jar"));
    settle();

    assertThat(catalog.live("c.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.lives()).allMatch(List.of("app@1.0.0")::equals);
    rehearsal.starts("app@2.0.0");
    settle();
    assertThat(catalog.lives().getLast()).containsExactly("app@1.0.0", "app@2.0.0");
  }

  @Test
  public void rehearse_whenTouchedMeanwhile_goesOn() throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    Path jar = app("2.0.0").in(folder, "a.jar");
    settle();
    touch(jar);
    settle();

    assertThat(rehearsal.asked()).containsExactly("app@1.0.0", "app@2.0.0");
    assertThat(rehearsal.cancelled()).isEmpty();
    rehearsal.starts("app@2.0.0");
    settle();
  }

  @Test
  public void rehearse_whenAnotherHasTheSameVersion_itIsRefusedUntilTheCandidateIsGone()
      throws IOException {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "b.jar");
    settle();
    app("2.0.0").entry("other", "").in(folder, "c.jar");
    settle();
    assertThat(catalog.reason("c.jar")).startsWith("c.jar and b.jar are both app@2.0.0");

    rehearsal.fails("app@2.0.0", "no");
    settle();
    assertThat(outcome("c.jar")).isInstanceOf(Starting.class);
    rehearsal.starts("app@2.0.0");
    settle();
    assertThat(catalog.live("c.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void scan_whenAFileIsRenamed_hasNoGap() throws IOException {
    Path jar = app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    Files.move(jar, folder.resolve("b.jar"));

    settle();

    assertThat(catalog.lives()).allMatch(List.of("app@1.0.0")::equals);
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
    assertThat(rehearsal.asked()).as("nothing to lose").containsExactly("app@1.0.0");
  }

  @Test
  public void rehearse_whenAnArtifactGivesUpWhatItHasForAFreedVersion_keepsThatUntilItStarts()
      throws IOException {
    Path first = app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    app("1.0.0").entry("other", "").in(folder, "b.jar");
    settle();
    rehearsal.slowDown();
    Files.delete(first);
    settle();

    assertThat(catalog.live("b.jar").id()).hasToString("app@2.0.0");
    rehearsal.starts("app@1.0.0");
    settle();

    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void rehearse_whenTwoSwapTheirVersions_commitsBothInOneStep() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    app("1.0.0").in(folder, "b.jar");
    settle();

    rehearsal.starts("app@2.0.0");
    settle();
    assertThat(catalog.live("a.jar").id()).as("b.jar has it still").hasToString("app@1.0.0");
    rehearsal.starts("app@1.0.0");
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
    assertThat(catalog.live("b.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.lives()).allMatch(List.of("app@1.0.0", "app@2.0.0")::equals);
  }

  @Test
  public void rehearse_whenTheOwnerOfAVersionKeepsIt_keepsTheOtherToo() {
    app("1.0.0").in(folder, "a.jar");
    app("2.0.0").in(folder, "b.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    app("1.0.0").in(folder, "b.jar");
    settle();

    rehearsal.starts("app@2.0.0");
    rehearsal.fails("app@1.0.0", "no");
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");
    assertThat(catalog.warnings("a.jar").getFirst()).contains("a.jar and b.jar are both app@2.0.0");
    assertThat(catalog.live("b.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void close_whenPending_callsTheCandidateOff() {
    app("1.0.0").in(folder, "a.jar");
    settle();
    rehearsal.slowDown();
    app("2.0.0").in(folder, "a.jar");
    settle();
    assertThat(bundles.all()).hasSize(2);

    apps.close();

    assertThat(rehearsal.cancelled()).hasSize(1);
  }
}
