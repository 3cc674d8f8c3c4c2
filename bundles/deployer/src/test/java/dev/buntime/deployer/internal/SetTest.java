package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.catalog.Deployment;
import dev.buntime.catalog.LiveApp;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.Test;

/** Several artifacts in a folder with a deploy.json are deployed together or not at all. */
public class SetTest extends FolderFixture {
  private static final String SHOP = "release/shop.jar";
  private static final String CART = "release/cart.jar";

  @Test
  public void set_goesLiveInOneStep() throws IOException {
    fill("1.0.0");

    settleSet();

    assertThat(catalog.live(SHOP).id()).hasToString("shop@1.0.0");
    assertThat(catalog.live(CART).id()).hasToString("cart@1.0.0");
    assertThat(catalog.live("release/web").id()).hasToString("web@0.0.0");
    assertThat(catalog.lives().stream().filter(lives -> !lives.isEmpty()).toList())
        .allSatisfy(lives -> assertThat(lives).hasSize(3));
    assertThat(rehearsal.proved())
        .containsExactlyInAnyOrder("shop@1.0.0", "cart@1.0.0", "web@0.0.0");
    assertThat(catalog.snapshot().deployment("release")).isEmpty();
  }

  @Test
  public void set_ofWhichOneIsRefused_isNotDeployed() throws IOException {
    TestJar.bundle("cart", "1.0.0").header("Import-Package", "lib").in(set(), "cart.jar");
    TestJar.bundle("shop", "1.0.0").in(set(), "shop.jar");
    names("shop.jar", "cart.jar");

    settleSet();

    assertThat(catalog.reason(CART)).contains("lib is missing");
    assertThat(catalog.reason(SHOP)).isEqualTo(bound(CART));
    assertThat(catalog.snapshot().liveApps()).isEmpty();

    TestJar.bundle("cart", "1.0.0").in(set(), "cart.jar");
    settleSet();

    assertThat(catalog.live(SHOP).id()).hasToString("shop@1.0.0");
    assertThat(catalog.live(CART).id()).hasToString("cart@1.0.0");
  }

  @Test
  public void set_ofWhichOneDoesNotStart_isNotDeployed() throws IOException {
    rehearsal.slowDown();
    fill("1.0.0");
    settleSet();
    assertThat(outcome(SHOP)).isInstanceOf(Deployment.Starting.class);

    rehearsal.starts("shop@1.0.0");
    rehearsal.starts("web@0.0.0");
    scanAfter(Duration.ofMillis(1));
    assertThat(catalog.snapshot().liveApps()).as("one has not started yet").isEmpty();

    rehearsal.fails("cart@1.0.0", "no money");
    scanAfter(Duration.ofMillis(1));

    assertThat(catalog.snapshot().liveApps()).isEmpty();
    assertThat(catalog.reason(CART)).contains("no money");
    assertThat(catalog.reason(SHOP)).isEqualTo(bound(CART));
    assertThat(catalog.reason("release/web")).isEqualTo(bound(CART));
  }

  @Test
  public void set_whoseReplacementFails_staysAsItWas() throws IOException {
    fill("1.0.0");
    settleSet();
    List<LiveApp> before = List.copyOf(catalog.snapshot().liveApps());
    rehearsal.slowDown();
    fill("1.1.0");
    settleSet();

    rehearsal.starts("shop@1.1.0");
    rehearsal.fails("cart@1.1.0", "no money");
    scanAfter(Duration.ofMillis(1));

    assertThat(catalog.snapshot().liveApps()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(catalog.warnings(CART)).singleElement().asString().contains("no money");
    assertThat(catalog.warnings(SHOP)).singleElement().asString().contains(bound(CART));

    fill("1.2.0");
    settleSet();
    rehearsal.starts("shop@1.2.0");
    scanAfter(Duration.ofMillis(1));
    assertThat(catalog.live(SHOP).id()).hasToString("shop@1.0.0");
    rehearsal.starts("cart@1.2.0");
    scanAfter(Duration.ofMillis(1));

    assertThat(catalog.live(SHOP).id()).hasToString("shop@1.2.0");
    assertThat(catalog.live(CART).id()).hasToString("cart@1.2.0");
    assertThat(catalog.lives())
        .as("never one of them alone")
        .noneMatch(
            lives -> lives.toString().contains("1.2.0") && lives.toString().contains("1.0.0"));
  }

  @Test
  public void set_whoseFileNamesWhatIsNotThere_waitsAndIsRefused() throws IOException {
    TestJar.bundle("shop", "1.0.0").in(set(), "shop.jar");
    names("shop.jar", "cart.jar");

    settleSet();
    assertThat(catalog.snapshot().deployments()).as("it may be a copy that goes on").isEmpty();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.reason("release"))
        .contains("release/deploy.json names 'cart.jar', which is no file");
    TestJar.bundle("cart", "1.0.0").in(set(), "cart.jar");
    settleSet();

    assertThat(catalog.snapshot().liveApps()).hasSize(2);
    assertThat(catalog.snapshot().deployment("release")).isEmpty();
  }

  @Test
  public void set_fromWhichOneGoes_staysUntilItsFileSaysSo() throws IOException {
    fill("1.0.0");
    settleSet();

    Files.delete(set().resolve("cart.jar"));
    settleSet();
    scanAfter(FolderScan.PATIENCE);
    assertThat(catalog.snapshot().liveApps()).hasSize(3);
    assertThat(catalog.reason("release")).contains("names 'cart.jar'");

    names("shop.jar", "web");
    settleSet();
    assertThat(catalog.snapshot().liveApps()).hasSize(2);
    assertThat(catalog.snapshot().deployment(CART)).isEmpty();
    assertThat(catalog.snapshot().deployment("release")).isEmpty();
  }

  @Test
  public void member_thatTheFileDoesNotNameAnyMore_goesWhenTheOthersAreThere() throws IOException {
    fill("1.0.0");
    settleSet();
    rehearsal.slowDown();
    TestJar.bundle("shop", "2.0.0").in(set(), "shop-2.0.0.jar");
    names("shop-2.0.0.jar", "cart.jar", "web");
    settleSet();
    assertThat(catalog.live(SHOP).id()).as("until then").hasToString("shop@1.0.0");

    rehearsal.fails("shop@2.0.0", "no money");
    scanAfter(Duration.ofMillis(1));
    assertThat(catalog.live(SHOP).id()).as("it stays").hasToString("shop@1.0.0");
    assertThat(catalog.reason("release/shop-2.0.0.jar")).contains("no money");

    Files.delete(set().resolve("shop.jar"));
    touch(set().resolve("shop-2.0.0.jar"));
    settleSet();
    rehearsal.starts("shop@2.0.0");
    scanAfter(Duration.ofMillis(1));

    assertThat(catalog.lives().getLast()).containsExactly("cart@1.0.0", "shop@2.0.0", "web@0.0.0");
    assertThat(catalog.lives())
        .as("in one step")
        .noneMatch(lives -> lives.contains("cart@1.0.0") && lives.size() != 3);
    assertThat(catalog.snapshot().deployment(SHOP)).isEmpty();
  }

  @Test
  public void member_thatGetsAnotherName_keepsItsVersion() throws IOException {
    fill("1.0.0");
    settleSet();

    Files.move(set().resolve("shop.jar"), set().resolve("shop-1.0.0.jar"));
    names("shop-1.0.0.jar", "cart.jar", "web");
    settleSet();

    assertThat(catalog.live("release/shop-1.0.0.jar").id()).hasToString("shop@1.0.0");
    assertThat(catalog.snapshot().deployment(SHOP)).isEmpty();
  }

  @Test
  public void folder_thatWasAnApp_becomesASetInOneStep() throws IOException {
    Files.writeString(set().resolve("index.html"), "page");
    settleSet();
    assertThat(catalog.live("release").id()).hasToString("release@0.0.0");
    rehearsal.slowDown();

    TestJar.bundle("shop", "1.0.0").in(set(), "shop.jar");
    names("shop.jar");
    settleSet();
    assertThat(catalog.live("release").id()).hasToString("release@0.0.0");
    rehearsal.starts("shop@1.0.0");
    scanAfter(Duration.ofMillis(1));

    assertThat(catalog.lives().getLast()).containsExactly("shop@1.0.0");
  }

  @Test
  public void set_thatGoesAfterOneOfItWent_isUndeployedWhole() throws IOException {
    fill("1.0.0");
    settleSet();
    Files.delete(set().resolve("cart.jar"));
    settleSet();
    scanAfter(FolderScan.PATIENCE);
    assertThat(catalog.snapshot().liveApps()).hasSize(3);

    delete(set());
    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void set_whoseFileIsCorrected_tellsItsOldFaultNoMore() throws IOException {
    TestJar.bundle("shop", "1.0.0").header("Import-Package", "lib").in(set(), "shop.jar");
    names("shop.jar", "none.jar");
    settleSet();
    scanAfter(FolderScan.PATIENCE);
    assertThat(catalog.reason("release")).contains("none.jar");

    names("shop.jar");
    settleSet();

    assertThat(catalog.snapshot().deployment("release")).isEmpty();
    assertThat(catalog.reason(SHOP)).contains("lib is missing");
  }

  @Test
  public void set_ofWhichOneCannotBeRead_installsNothing() throws IOException {
    fill("1.0.0");
    Files.writeString(set().resolve("cart.jar"), "no jar");
    settleSet();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.reason(CART)).contains("is not a complete jar");
    assertThat(catalog.reason(SHOP)).isEqualTo(bound(CART));
    assertThat(rehearsal.asked()).isEmpty();
    assertThat(bundles.all()).isEmpty();
  }

  @Test
  public void set_thatGoes_isUndeployedInOneStep() throws IOException {
    fill("1.0.0");
    settleSet();

    delete(set());
    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(catalog.lives().getLast()).isEmpty();
    assertThat(catalog.lives()).noneMatch(lives -> lives.size() == 1 || lives.size() == 2);
  }

  @Test
  public void set_thatIsRenamed_passesItsVersionsOnInOneStep() throws IOException {
    fill("1.0.0");
    settleSet();
    rehearsal.slowDown();

    Files.move(set(), folder.resolve("next"));
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.FOLDER_QUIET);

    assertThat(catalog.live("next/shop.jar").id()).hasToString("shop@1.0.0");
    assertThat(catalog.lives().stream().filter(lives -> !lives.isEmpty()).toList())
        .allSatisfy(lives -> assertThat(lives).hasSize(3));
  }

  @Test
  public void set_withAVersionThatAnotherHas_waitsForIt() throws IOException {
    TestJar.bundle("cart", "1.0.0").in(folder, "cart.jar");
    settle();
    fill("1.0.0");
    settleSet();
    assertThat(catalog.reason(CART)).contains("cart.jar was there first");
    assertThat(catalog.reason(SHOP)).isEqualTo(bound(CART));

    Files.delete(folder.resolve("cart.jar"));
    settleSet();

    assertThat(catalog.live(SHOP).id()).hasToString("shop@1.0.0");
    assertThat(catalog.live(CART).id()).hasToString("cart@1.0.0");
  }

  @Test
  public void artifact_thatTheFileDoesNotName_isRefusedAndHarmsNobody() throws IOException {
    fill("1.0.0");
    TestJar.bundle("extra", "1.0.0").in(set(), "extra.jar");

    settleSet();

    assertThat(catalog.snapshot().liveApps()).hasSize(3);
    assertThat(catalog.reason("release/extra.jar"))
        .contains("release/deploy.json does not name it");
  }

  @Test
  public void file_thatIsWrong_isRefusedWithItsPlace() throws IOException {
    TestJar.bundle("shop", "1.0.0").in(set(), "shop.jar");
    for (String[] wrong :
        new String[][] {
          {"{", "release/deploy.json, line 1"},
          {"{}", "names nothing"},
          {"{\"artifacts\": []}", "names nothing"},
          {"{\"artifact\": [\"shop.jar\"]}", "did you mean artifacts?"},
          {"{\"artifacts\": \"shop.jar\"}", "artifacts is \"shop.jar\""},
          {"{\"artifacts\": [\"../shop.jar\"]}", "artifacts[0] is \"../shop.jar\""},
          {"{\"artifacts\": [\".hidden\"]}", "artifacts[0] is \".hidden\""},
          {"{\"artifacts\": [\"shop.jar\", \"shop.jar\"]}", "artifacts[1] is there already"},
          {" ".repeat(300_000), "is larger than 256 KiB"}
        }) {
      Files.writeString(set().resolve(SetFile.NAME), wrong[0]);
      settleSet();
      scanAfter(FolderScan.PATIENCE);

      assertThat(catalog.reason("release")).as(wrong[0].strip()).contains(wrong[1]);
      assertThat(catalog.snapshot().liveApps()).isEmpty();
    }
  }

  @Test
  public void member_thatIsStopped_keepsTheSetTogether() throws IOException {
    fill("1.0.0");
    settleSet();

    stops.add(catalog.live(CART).id());
    apps.announce(FolderChange.ofFiles(Set.of(CART)));
    scanAfter(Duration.ofMillis(1));

    assertThat(outcome(CART)).isInstanceOf(Deployment.Stopped.class);
    assertThat(catalog.snapshot().liveApps()).hasSize(2);
  }

  private Path set() throws IOException {
    return Files.createDirectories(folder.resolve("release"));
  }

  private void fill(String version) throws IOException {
    TestJar.bundle("shop", version).in(set(), "shop.jar");
    TestJar.bundle("cart", version).in(set(), "cart.jar");
    Path web = Files.createDirectories(set().resolve("web"));
    Files.writeString(web.resolve("index.html"), "page");
    names("shop.jar", "cart.jar", "web");
  }

  private void names(String... names) throws IOException {
    Files.writeString(
        set().resolve(SetFile.NAME),
        "{ // a release\n\"artifacts\": [\"" + String.join("\", \"", names) + "\"]}");
  }

  private static String bound(String cause) {
    return cause + " is refused, and a set goes live together or not at all";
  }

  private void settleSet() {
    scanAfter(Duration.ofMillis(1));
    scanAfter(FolderScan.FOLDER_QUIET);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
