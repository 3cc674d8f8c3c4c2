package dev.buntime.deployer.internal;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.buntime.admin.Accepted;
import dev.buntime.admin.DeploymentException;
import dev.buntime.admin.DeploymentException.Kind;
import dev.buntime.admin.DeploymentRequest;
import dev.buntime.catalog.LiveApp;
import dev.buntime.deployer.internal.forms.Forms;
import dev.buntime.runtime.dto.DeploymentDTO;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;

/** Operators' requests; the thread of the deployer is the one of the test. */
public final class FolderAdminTest extends FolderFixture {
  private static final DeploymentRequest ANY = new DeploymentRequest(null, null, null, false);

  @Rule public final Timeout limit = Timeout.seconds(60); // what never comes is not waited for

  private FolderAdmin admin;
  private boolean scanning;
  private Path parts = Path.of("");

  @Before
  public void makeAdmin() throws IOException {
    parts = temp.newFolder("parts").toPath();
    settle();
    restart();
  }

  private void restart() throws IOException {
    admin =
        new FolderAdmin(
            catalog,
            new AdminFiles(folder, staging),
            new UploadCheck(new Staging(temp.newFolder().toPath(), Forms.all())),
            stops,
            new FolderAdmin.Deployer() {
              @Override
              public void changed(FolderChange<?> change) {
                apps.announce(change);
                if (!scanning) { // else there is another scan after this one
                  look();
                }
              }

              @Override
              public <T> CompletableFuture<T> ask(
                  Function<AppsFolder, CompletableFuture<T>> question) {
                return question.apply(apps);
              }
            });
  }

  @Test
  public void deploy_whatIsNew_isLiveUnderANameOfItsOwn() throws Exception {
    Accepted accepted = admin.deploy(upload(app("1.0.0")), ANY);

    assertThat(accepted.isNew()).isTrue();
    DeploymentDTO deployment = accepted.outcome().get();
    assertThat(deployment.state()).isEqualTo("live");
    assertThat(deployment.artifact()).isEqualTo("app-1.0.0.jar").isEqualTo(accepted.artifact());
    assertThat(deployment.app()).isEqualTo("app");
    assertThat(deployment.version()).isEqualTo("1.0.0");
    assertThat(names()).containsExactly("app-1.0.0.jar");
  }

  @Test
  public void deploy_anotherContentOfAVersion_replacesItWhereItLies() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();

    Accepted accepted = admin.deploy(upload(app("1.0.0").entry("new", "")), ANY);

    assertThat(accepted.isNew()).isFalse();
    assertThat(accepted.outcome().get().artifact()).isEqualTo("mine.jar");
    assertThat(names()).containsExactly("mine.jar");
    assertThat(catalog.live("mine.jar").bundle().getEntry("new")).isNotNull();
  }

  @Test
  public void deploy_whenAZipWithAPage_keepsItsForm() throws Exception {
    TestJar zip = TestJar.plain().entry("index.html", "");

    Accepted accepted = admin.deploy(upload(zip), named("hello-1.2.0.zip"));

    assertThat(accepted.outcome().get().version()).isEqualTo("1.2.0");
    assertThat(names()).containsExactly("hello-1.2.0.zip");
    assertThat(catalog.live("hello-1.2.0.zip").id()).hasToString("hello@1.2.0");
  }

  @Test
  public void deploy_whenWhatGoesByItsNameReplacesABundle_getsThatName() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    TestJar jar = TestJar.plain().entry("index.html", "");

    Accepted accepted = admin.deploy(upload(jar), named("app-1.0.0.jar"));

    assertThat(accepted.outcome().get().artifact()).isEqualTo("app-1.0.0.jar");
    assertThat(names()).containsExactly("app-1.0.0.jar");
    assertThat(catalog.live("app-1.0.0.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void deploy_anotherVersion_leavesTheOthersAlone() throws Exception {
    app("1.0.0").in(folder, "app.jar");
    settle();

    admin.deploy(upload(app("2.0.0")), named("app.jar")).outcome().get();

    assertThat(names()).containsExactly("app-2.0.0.jar", "app.jar");
    assertThat(catalog.live("app.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void deploy_whatDoesNotStart_bringsBackWhatWasThere() throws Exception {
    admin.deploy(upload(app("1.0.0")), ANY).outcome().get();
    LiveApp before = catalog.live("app-1.0.0.jar");
    byte[] bytes = Files.readAllBytes(folder.resolve("app-1.0.0.jar"));
    rehearsal.slowDown();

    Accepted accepted = admin.deploy(upload(app("1.0.0").entry("new", "")), ANY);
    assertThat(accepted.outcome()).isNotDone();
    rehearsal.fails("app@1.0.0", "it is ill");
    look();

    assertThat(failure(accepted.outcome()).kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure(accepted.outcome())).hasMessageContaining("does not start: it is ill");
    assertThat(names()).containsExactly("app-1.0.0.jar");
    assertThat(folder.resolve("app-1.0.0.jar")).hasBinaryContent(bytes);
    settle();
    assertThat(catalog.live("app-1.0.0.jar")).isEqualTo(before);
    assertThat(catalog.snapshot().deployment("app-1.0.0.jar").orElseThrow().warnings()).isEmpty();
  }

  @Test
  public void deploy_whatCannotBeResolved_isRefusedAndLeavesNothing() throws Exception {
    Accepted accepted = admin.deploy(upload(app("1.0.0").header("Import-Package", "missing")), ANY);

    assertThat(failure(accepted.outcome()).kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure(accepted.outcome())).hasMessageContaining("missing");
    assertThat(names()).isEmpty();
    settle();
    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void deploy_whatIsNoArchive_isRefusedAndLeavesNothing() throws Exception {
    Path upload = admin.newUpload();
    Files.writeString(upload, "PK\3\4 and then something else");

    DeploymentException why = refused(upload, ANY);

    assertThat(why.kind()).isEqualTo(Kind.REFUSED);
    assertThat(why).hasMessageContaining("is not a complete archive");
    assertThat(names()).isEmpty();
  }

  @Test
  public void deploy_whatIsNoApp_isRefusedAndLeavesNothing() throws Exception {
    DeploymentException why = refused(upload(TestJar.plain()), ANY);

    assertThat(why.kind()).isEqualTo(Kind.REFUSED);
    assertThat(names()).isEmpty();
  }

  @Test
  public void deploy_whatIsNotAskedFor_isRefusedNamingBoth() throws Exception {
    var request = new DeploymentRequest(null, "app", "2.0.0", false);

    DeploymentException why = refused(upload(app("1.0.0")), request);

    assertThat(why.kind()).isEqualTo(Kind.REFUSED);
    assertThat(why).hasMessageStartingWith("The artifact is app@1.0.0, not app@2.0.0.");
  }

  @Test
  public void deploy_onlyNew_refusesWhatIsThere() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();

    DeploymentException why =
        refused(upload(app("1.0.0")), new DeploymentRequest(null, null, null, true));

    assertThat(why.kind()).isEqualTo(Kind.EXISTS);
    assertThat(why).hasMessage("app@1.0.0 is there already, as mine.jar.");
    assertThat(names()).containsExactly("mine.jar");
  }

  @Test
  public void deploy_aNameThatIsNone_isRefused() throws Exception {
    for (String name : List.of("../a.jar", "a/b.jar", "a\\b.jar", ".a.jar", "a.txt", "a\n.jar")) {
      DeploymentException why = refused(upload(app("1.0.0")), named(name));

      assertThat(why.kind()).as(name).isEqualTo(Kind.REFUSED);
      assertThat(why.getMessage()).contains("is not that of an artifact").doesNotContain("\n");
    }
    assertThat(names()).isEmpty();
  }

  @Test
  public void deploy_whileTheVersionIsAtWork_isAConflict() throws Exception {
    app("0.9.0").in(folder, "old.jar");
    settle();
    rehearsal.slowDown();
    Accepted first = admin.deploy(upload(app("1.0.0")), ANY);

    DeploymentException second = refused(upload(app("1.0.0").entry("other", "")), ANY);

    assertThat(second.kind()).isEqualTo(Kind.CONFLICT);
    rehearsal.starts("app@1.0.0");
    look();
    assertThat(first.outcome().get().state()).isEqualTo("live");
    assertThat(names()).containsExactly("app-1.0.0.jar", "old.jar");
    assertThat(admin.start("app", "1.0.0").get().state()).as("it is free again").isEqualTo("live");
  }

  @Test
  public void deploy_whereAnotherAppLies_isAConflict() throws Exception {
    TestJar.bundle("other", "3.0.0").in(folder, "app-1.0.0.jar");
    settle();

    DeploymentException why = refused(upload(app("1.0.0")), ANY);

    assertThat(why.kind()).isEqualTo(Kind.CONFLICT);
    assertThat(why)
        .hasMessage(
            "The apps folder has a file app-1.0.0.jar already, which is other@3.0.0. Rename it or"
                + " take it away.");
  }

  @Test
  public void deploy_whereWhatIsBrokenLies_replacesIt() throws Exception {
    Files.writeString(folder.resolve("app-1.0.0.jar"), "broken");
    settle();
    scanAfter(FolderScan.PATIENCE);

    admin.deploy(upload(app("1.0.0")), ANY).outcome().get();

    assertThat(catalog.live("app-1.0.0.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void deploy_whenItIsReplacedInTheFolderMeanwhile_saysSo() throws Exception {
    app("0.9.0").in(folder, "old.jar");
    settle();
    rehearsal.slowDown();
    Accepted accepted = admin.deploy(upload(app("1.0.0")), ANY);

    app("1.0.0").entry("mine", "").in(folder, "app-1.0.0.jar");
    settle();
    rehearsal.starts("app@1.0.0");
    look();

    assertThat(failure(accepted.outcome()).kind()).isEqualTo(Kind.CONFLICT);
    assertThat(catalog.live("app-1.0.0.jar").bundle().getEntry("mine")).isNotNull();
    assertThat(names()).containsExactly("app-1.0.0.jar", "old.jar");
  }

  /** The scan that is under way looks at a list that does not have it. */
  @Test
  public void deployAndUndeploy_whileAScanIsAtWork_areDoneByTheNext() throws Exception {
    for (boolean locked : List.of(false, true)) {
      apps.lock(locked);
      List<Future<?>> outcomes = new ArrayList<>();
      onceListed(
          () -> outcomes.add(begin(() -> admin.deploy(upload(app("1.0.0")), ANY).outcome())));
      look();
      look();
      assertThat(outcomes.getFirst().get()).hasFieldOrPropertyWithValue("state", "live");

      onceListed(() -> outcomes.add(begin(() -> admin.undeploy("app", "1.0.0"))));
      look();
      look();
      outcomes.getLast().get();
      assertThat(catalog.snapshot().deployments()).isEmpty();
      assertThat(names()).isEmpty();
    }
  }

  private static Future<?> begin(Callable<? extends Future<?>> request) {
    try {
      return request.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  public void deploy_whenTheFolderIsLocked_isDone() throws Exception {
    apps.lock(true);
    app("3.0.0").in(folder, "ignored.jar");

    admin.deploy(upload(app("1.0.0")), ANY).outcome().get();
    settle();

    assertThat(catalog.lives()).containsExactly(List.of("app@1.0.0"));
    admin.undeploy("app", "1.0.0").get();
    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void deploy_whenTheRunnerStops_endsForWhoWaits() throws Exception {
    app("0.9.0").in(folder, "old.jar");
    settle();
    rehearsal.slowDown();
    Accepted accepted = admin.deploy(upload(app("1.0.0")), ANY);

    apps.close();

    assertThat(failure(accepted.outcome())).hasMessageStartingWith("The runner stops.");
    assertThat(names()).as("it was accepted").containsExactly("app-1.0.0.jar", "old.jar");
  }

  @Test
  public void deploy_whenTheRunnerStops_isDecidedByTheNextRun() throws Exception {
    for (boolean good : new boolean[] {false, true}) {
      app("1.0.0").in(folder, "mine.jar");
      settle();
      byte[] before = Files.readAllBytes(folder.resolve("mine.jar"));
      rehearsal.slowDown();
      TestJar next = app("1.0.0").entry("next", "");
      admin.deploy(upload(good ? next : next.header("X", "broken")), ANY);
      apps.close();
      assertThat(names()).hasSize(2).contains("mine.jar");

      begin();
      restart();
      look();
      settle();
      assertThat(rehearsal.proved()).as("it has to start").contains("app@1.0.0");
      if (good) {
        rehearsal.starts("app@1.0.0");
      } else {
        rehearsal.fails("app@1.0.0", "broken");
      }
      look();
      settle();

      assertThat(names()).containsExactly("mine.jar");
      if (good) {
        assertThat(catalog.live("mine.jar").bundle().getEntry("next")).isNotNull();
      } else {
        assertThat(folder.resolve("mine.jar")).hasBinaryContent(before);
      }
    }
  }

  @Test
  public void deploy_whenTheRunnerIsKilledBetweenTwoRenames_bringsBackWhatWasThere()
      throws Exception {
    Path mine = app("1.0.0").in(folder, "mine.jar");
    Swap swap =
        Swap.begin(
            folder.resolve(".buntime-swap-" + Checksum.of(staging.toString()).substring(0, 12)),
            "app-1.0.0.zip",
            "mine.jar");
    Files.move(mine, swap.previous());

    restart();
    settle();

    assertThat(names()).containsExactly("mine.jar");
    assertThat(catalog.live("mine.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void undo_whenOthersHavePutSomethingThereMeanwhile_leavesThat() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    AdminFiles files = new AdminFiles(folder, staging);
    Path upload = app("1.0.0").entry("new", "").in(parts, "part.jar");
    AdminFiles.Placement placement = files.place(upload, "mine.jar", "mine.jar");
    byte[] fixed = app("1.0.0").entry("fixed", "").bytes();
    Files.write(folder.resolve("mine.jar"), fixed);

    files.undo(placement);

    assertThat(folder.resolve("mine.jar")).hasBinaryContent(fixed);
    assertThat(names()).containsExactly("mine.jar");
  }

  @Test
  public void deploy_whenAStopCannotBeTakenBack_changesNothing() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    admin.stop("app", "1.0.0").get();
    Path stopped = temp.getRoot().toPath().resolve("stopped.next");
    Files.createDirectories(stopped.resolve("in the way"));

    assertThat(refused(upload(app("1.0.0").entry("new", "")), ANY).kind()).isEqualTo(Kind.STORAGE);

    assertThat(names()).containsExactly("mine.jar");
  }

  @Test
  public void startAndStop_whenTheFolderIsLocked_takeNothingThatWasSmuggledIn() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    apps.lock(true);
    app("1.0.0").entry("smuggled", "").in(folder, "mine.jar");

    CompletableFuture<DeploymentDTO> stop = admin.stop("app", "1.0.0");

    assertThat(failure(stop)).hasMessageContaining("while the folder is locked");
    assertThat(catalog.live("mine.jar").bundle().getEntry("smuggled")).isNull();
    assertThat(apps.isRestless()).isFalse();
    stops.remove(catalog.live("mine.jar").id());

    admin.deploy(upload(app("1.0.0").entry("uploaded", "")), ANY).outcome().get();
    assertThat(catalog.live("mine.jar").bundle().getEntry("uploaded")).isNotNull();
    admin.stop("app", "1.0.0").get();
    admin.start("app", "1.0.0").get();
    assertThat(catalog.live("mine.jar").bundle().getEntry("uploaded")).isNotNull();
  }

  @Test
  public void scan_whenTheFolderIsLockedDuringACopy_doesNotReadItAgainAndAgain() throws Exception {
    Files.writeString(folder.resolve("big.jar"), "PK half of it");
    look();
    apps.lock(true);
    app("1.0.0").in(folder, "big.jar");
    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.reason("big.jar")).contains("while the folder is locked");
    assertThat(apps.isRestless()).isFalse();
    apps.lock(false);
    settle();
    assertThat(catalog.live("big.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void undeploy_ofTheLastVersionInAFolder_takesTheFolder() throws Exception {
    markers.enable(true);
    Path page = Files.createDirectories(folder.resolve("hello/1.0.0")).resolve("index.html");
    Files.writeString(page, "hello");
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.FOLDER_QUIET);
    assertThat(folder.resolve("hello/1.0.0.deployed")).exists();

    admin.undeploy("hello", "1.0.0").get();

    assertThat(names()).isEmpty();
  }

  @Test
  public void changes_ofOneOfASet_areConflicts() throws Exception {
    Path set = Files.createDirectory(folder.resolve("release"));
    app("1.0.0").in(set, "app.jar");
    Files.writeString(set.resolve(SetFile.NAME), "{\"artifacts\": [\"app.jar\"]}");
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.FOLDER_QUIET);

    assertThat(refused(upload(app("1.0.0").entry("new", "")), ANY))
        .hasMessageContaining("release/app.jar is part of the set release");
    assertThatThrownBy(() -> admin.undeploy("app", "1.0.0"))
        .hasMessageContaining("release/app.jar is part of the set release");
    admin.stop("app", "1.0.0").get();
    admin.start("app", "1.0.0").get();
    assertThat(catalog.live("release/app.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void artifact_ofAZipThatWasOverwritten_isWhatIsLive() throws Exception {
    Path zip = folder.resolve("hello-1.0.0.zip");
    Files.write(zip, TestJar.plain().entry("index.html", "good").bytes());
    settle();
    assertThat(admin.artifact("hello", "1.0.0")).isEqualTo(zip);

    Files.writeString(zip, "no zip");
    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(admin.artifact("hello", "1.0.0")).isNotEqualTo(zip).exists();
  }

  @Test
  public void newUpload_whenTheFolderIsGone_saysSo() throws IOException {
    Files.move(folder, folder.resolveSibling("away"));

    assertThatThrownBy(admin::newUpload)
        .isInstanceOfSatisfying(
            DeploymentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.STORAGE))
        .hasMessageContaining("Check its permissions and the free space");
    Files.move(folder.resolveSibling("away"), folder);
  }

  @Test
  public void tryOut_tellsWhatWouldBe_andChangesNothing() throws Exception {
    DeploymentDTO would = admin.tryOut(upload(app("1.0.0")), ANY).get();

    assertThat(would.state()).isEqualTo("valid");
    assertThat(would.artifact()).isEqualTo("app-1.0.0.jar");
    assertThat(names()).isEmpty();
    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(rehearsal.asked()).isEmpty();
  }

  @Test
  public void tryOut_ofAReplacement_leavesWhatIsLive() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    LiveApp before = catalog.live("mine.jar");

    DeploymentDTO would = admin.tryOut(upload(app("1.0.0").entry("new", "")), ANY).get();
    DeploymentDTO same = admin.tryOut(upload(app("1.0.0")), ANY).get();

    assertThat(would.artifact()).isEqualTo("mine.jar");
    assertThat(same.state()).isEqualTo("valid");
    assertThat(catalog.live("mine.jar")).isEqualTo(before);
  }

  @Test
  public void tryOut_ofWhatCannotBeResolved_tellsWhy() throws Exception {
    CompletableFuture<DeploymentDTO> would =
        admin.tryOut(upload(app("1.0.0").header("Import-Package", "missing")), ANY);

    assertThat(failure(would)).hasMessageContaining("missing");
    assertThat(bundles.all()).isEmpty();
  }

  @Test
  public void undeploy_takesTheFileAndItsSidecar() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    Files.writeString(folder.resolve("mine.jar.worker.jsonc"), "{}");
    settle();

    admin.undeploy("app", "1.0.0").get();

    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(names()).isEmpty();
  }

  @Test
  public void undeploy_whatIsNotThere_isNotFound() {
    for (String version : List.of("1.0.0", "nonsense", "")) {
      assertThatThrownBy(() -> admin.undeploy("app", version))
          .isInstanceOfSatisfying(
              DeploymentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
          .hasMessageContaining("'app@" + version + "'");
    }
  }

  @Test
  public void stop_takesItOutOfRouting_alsoAfterARestart_untilItIsStarted() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();

    assertThat(admin.stop("app", "1.0.0").get().state()).isEqualTo("stopped");
    assertThat(catalog.snapshot().liveApps()).isEmpty();
    assertThat(admin.stop("app", "1.0.0").get().state()).isEqualTo("stopped");
    begin();
    restart();
    settle();
    assertThat(outcome("mine.jar")).hasToString("Stopped[id=app@1.0.0]");

    assertThat(admin.start("app", "1.0.0").get().state()).isEqualTo("live");
    assertThat(admin.start("app", "1.0.0").get().state()).isEqualTo("live");
    assertThat(catalog.live("mine.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void stop_keepsTheVersionFromOthers() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    admin.stop("app", "1.0.0").get();

    app("1.0.0").entry("other", "").in(folder, "other.jar");
    settle();

    assertThat(catalog.reason("other.jar")).startsWith("other.jar and mine.jar are both app@1.0.0");
  }

  @Test
  public void stop_isForgottenWhenTheFileGoes() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    admin.stop("app", "1.0.0").get();
    Files.delete(folder.resolve("mine.jar"));
    settle();

    app("1.0.0").in(folder, "mine.jar");
    settle();

    assertThat(catalog.live("mine.jar").id()).hasToString("app@1.0.0");
  }

  @Test
  public void stop_whatIsRefused_isAConflict() throws Exception {
    app("1.0.0").header("Import-Package", "missing").in(folder, "mine.jar");
    settle();

    assertThatThrownBy(() -> admin.stop("app", "1.0.0"))
        .isInstanceOfSatisfying(
            DeploymentException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  public void deploy_whatIsStopped_startsIt() throws Exception {
    app("1.0.0").in(folder, "mine.jar");
    settle();
    admin.stop("app", "1.0.0").get();

    DeploymentDTO deployed =
        admin.deploy(upload(app("1.0.0").entry("new", "")), ANY).outcome().get();

    assertThat(deployed.state()).isEqualTo("live");
  }

  @Test
  public void artifact_isTheFileThatIsDeployed() throws Exception {
    Path file = app("1.0.0").in(folder, "mine.jar");
    settle();
    byte[] bytes = Files.readAllBytes(file);
    Files.writeString(file, "overwritten");

    assertThat(admin.artifact("app", "1.0.0")).hasBinaryContent(bytes);
    Files.write(file, bytes);
    settle();
  }

  @Test
  public void leftovers_areDeletedWhenTheyAreOld() throws IOException {
    Path old = Files.createFile(folder.resolve(".buntime-upload-1"));
    Path oldFolder = Files.createDirectories(folder.resolve(".buntime-removed-1/x")).getParent();
    Files.createFile(folder.resolve(".buntime-upload-2"));
    for (Path each : List.of(old, oldFolder)) {
      Files.setLastModifiedTime(each, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    }

    var _ = new AdminFiles(folder, staging);

    assertThat(names()).containsExactly(".buntime-upload-2");
  }

  private void look() {
    scanning = true;
    scanAfter(Duration.ZERO);
    scanning = false;
  }

  private Path upload(TestJar jar) throws IOException, DeploymentException {
    Path upload = admin.newUpload();
    return Files.move(jar.in(parts, "part.jar"), upload, StandardCopyOption.REPLACE_EXISTING);
  }

  private static DeploymentRequest named(String name) {
    return new DeploymentRequest(name, null, null, false);
  }

  private DeploymentException refused(Path upload, DeploymentRequest request) {
    DeploymentException why =
        catchThrowableOfType(DeploymentException.class, () -> admin.deploy(upload, request));
    assertThat(why).isNotNull();
    assertThat(upload).doesNotExist();
    return why;
  }

  private static DeploymentException failure(Future<?> outcome) throws InterruptedException {
    try {
      throw new AssertionError("it was done: " + outcome.get());
    } catch (ExecutionException e) {
      return assertInstanceOf(e.getCause());
    }
  }

  private static DeploymentException assertInstanceOf(@Nullable Throwable cause) {
    assertThat(cause).isInstanceOf(DeploymentException.class);
    return (DeploymentException) requireNonNull(cause);
  }

  private List<String> names() throws IOException {
    try (var listed = Files.list(folder)) {
      return listed.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }
}
