package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.itests.app.VersionServlet;
import dev.buntime.itests.hostile.JvmInspector;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Apps get from repositories what they need and do not bring. */
public class AutoInstallIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static Path bundles;
  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    bundles = FOLDER.newFolder("bundles").toPath();
    Libraries.library("shared", "1.0.0").in(bundles, "shared-1.0.0.jar");
    Libraries.library("shared", "2.0.0").in(bundles, "shared-2.0.0.jar");
    Path config = FOLDER.newFolder("config").toPath();
    Files.writeString(config.resolve("buntime.jsonc"), "{ \"repositories\": [\"../bundles\"] }");
    runner =
        RunnerProcess.start(
            FOLDER.newFolder("apps").toPath(),
            FOLDER.newFolder("data").toPath(),
            "--config=" + config);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void twoApps_haveDifferentVersionsOfTheSameLibrary_sideBySide() {
    Libraries.app("one", "[1,2)", "").writeTo(runner.apps(), "one.jar");
    Libraries.app("two", "[2,3)", "").writeTo(runner.apps(), "two.jar");

    await().untilAsserted(() -> assertThat(answer("/one")).startsWith("1.0.0 "));
    await().untilAsserted(() -> assertThat(answer("/two")).startsWith("2.0.0 "));
    assertThat(answer("/one")).startsWith("1.0.0 ");
    assertThat(runner.deployment("one.jar").path("warnings").toString())
        .contains("autoInstall: installed shared 1.0.0 from folder " + bundles);
    await()
        .untilAsserted(() ->
            assertThat(runner.log())
                .contains("one@1.0.0: autoInstall: installed shared 1.0.0 from folder"));
  }

  @Test
  public void twoWorkersOfAnApp_haveALibraryEach() {
    Libraries.app("twice", "[1,2)", ", \"maxRequests\": 2").writeTo(runner.apps(), "twice.jar");

    await().untilAsserted(() -> assertThat(answer("/twice")).isEqualTo("1.0.0 1"));
    await().untilAsserted(() -> assertThat(answer("/twice")).isEqualTo("1.0.0 1"));
  }

  @Test
  public void codeOfALibrary_isEndedWithItsWorker() throws IOException {
    Libraries.app("spinning", "[1,2)", ", \"timeout\": 0.5, \"drainTimeout\": 0.5")
        .writeTo(runner.apps(), "spinning.jar");
    await().untilAsserted(() -> assertThat(answer("/spinning")).startsWith("1.0.0"));

    assertThat(Http.get(runner.uri("/spinning/spin")).statusCode()).isEqualTo(504);

    await().untilAsserted(() -> assertThat(answer("/spinning")).isEqualTo("1.0.0 1"));
    undeploy("spinning.jar");
    awaitNothingIsLeftOf("spinning");
  }

  @Test
  public void undeploy_leavesNothingBehind() throws IOException {
    Libraries.app("gone", "[1,2)", "").writeTo(runner.apps(), "gone.jar");
    await().untilAsserted(() -> assertThat(answer("/gone")).startsWith("1.0.0"));

    undeploy("gone.jar");

    awaitNothingIsLeftOf("gone");
  }

  @Test
  public void whatNobodyHas_isSaid() {
    Libraries.app("needy", "[7,8)", "").writeTo(runner.apps(), "needy.jar");

    await()
        .untilAsserted(() ->
            assertThat(reason("needy.jar"))
                .startsWith("needy 1.0.0 needs package " + Libraries.PACKAGE + " [7.0.0,8.0.0)")
                .contains("folder " + bundles)
                .contains("there is " + Libraries.PACKAGE + " 2.0.0 of shared 2.0.0"));
    assertThat(Http.get(runner.uri("/needy")).statusCode()).isEqualTo(404);
    await()
        .untilAsserted(() -> assertThat(runner.log()).contains("refused needy.jar (needy@1.0.0)"));
  }

  @Test
  public void withoutAutoInstall_nothingIsInstalled_andNobodyElseHasTheLibraryOfAnApp() {
    Libraries.app("other", "[1,2)", "").writeTo(runner.apps(), "other.jar");
    await().untilAsserted(() -> assertThat(answer("/other")).startsWith("1.0.0"));
    TestBundle.ofServlet("never", "1.0.0", VersionServlet.class)
        .header("Import-Package", Libraries.PACKAGE)
        .writeTo(runner.apps(), "never.jar");

    await()
        .untilAsserted(() ->
            assertThat(reason("never.jar"))
                .startsWith("Package " + Libraries.PACKAGE + " is missing"));
  }

  @Test
  public void hostileLibrary_isRefused() {
    TestJar.bundle("hostile", "1.0.0")
        .header("Export-Package", "org.hostile")
        .entry("../../../evil", "x")
        .in(bundles, "hostile.jar");
    Libraries.app("victim", "[1,2)", "")
        .header("Import-Package", "org.hostile")
        .writeTo(runner.apps(), "victim.jar");

    await()
        .untilAsserted(() ->
            assertThat(reason("victim.jar"))
                .startsWith("autoInstall needs hostile 1.0.0 from folder")
                .contains("evil"));
  }

  private static void undeploy(String artifact) throws IOException {
    Files.delete(runner.apps().resolve(artifact));
    await().untilAsserted(() -> assertThat(runner.deployment(artifact).isMissingNode()).isTrue());
  }

  /** Neither a worker, nor a class loader that was not collected. */
  private static void awaitNothingIsLeftOf(String app) {
    JvmInspector jvm = new JvmInspector(runner.process().pid());
    await()
        .untilAsserted(() -> {
          assertThat(jvm.loadersOf(Libraries.PACKAGE + ".Library")).isNotNegative(); // collects
          assertThat(Http.json(Http.getAsAdmin(runner.uri("/_/stats"))).get("census").toString())
              .doesNotContain("\"" + app + "@");
        });
  }

  private static String answer(String path) {
    return Http.get(runner.uri(path)).body();
  }

  private static String reason(String artifact) {
    return runner.deployment(artifact).path("reason").asText();
  }

  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(60));
  }
}
