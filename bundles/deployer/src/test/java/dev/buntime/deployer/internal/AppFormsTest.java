package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.catalog.EntryPoint.ServletClass;
import dev.buntime.catalog.EntryPoint.StaticPage;
import dev.buntime.catalog.LiveApp;
import dev.buntime.jsonc.Printable;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.Test;

/** All forms and layouts of artifacts, and how they come and go. */
public class AppFormsTest extends FolderFixture {
  @Test
  public void plainJar_isDeployedUnderTheNameOfItsFile() throws IOException {
    Files.write(folder.resolve("shop-1.2.0.jar"), plain().bytes());

    settle();

    LiveApp app = catalog.live("shop-1.2.0.jar");
    assertThat(app.id()).hasToString("shop@1.2.0");
    assertThat(app.entryPoint()).isEqualTo(new ServletClass("com.example.Shop"));
  }

  @Test
  public void zip_withAPage_isDeployed() throws IOException {
    Files.write(
        folder.resolve("hello-1.0.0.zip"), TestJar.plain().entry("public/index.html", "").bytes());
    Files.write(folder.resolve("start.zip"), TestJar.plain().entry("index.html", "").bytes());

    settle();

    assertThat(catalog.live("hello-1.0.0.zip").id()).hasToString("hello@1.0.0");
    assertThat(catalog.live("start.zip").id()).hasToString("start@0.0.0");
    assertThat(catalog.live("start.zip").entryPoint()).isEqualTo(new StaticPage("index.html"));
  }

  @Test
  public void names_thatAreNoText_areRefused() throws Exception {
    fill("hello", Map.of("index.html", ""));
    for (String name : List.of("no\\377text.zip", "no\\377folder", "hello/no\\377page")) {
      Process touch =
          new ProcessBuilder("sh", "-c", "printf x > \"$(printf '" + name + "')\"")
              .directory(folder.toFile())
              .start();
      assertThat(touch.waitFor()).isZero();
    }

    settleFolders();
    scanAfter(FolderScan.PATIENCE);

    String shown = "no\uFFFD";
    assertThat(catalog.reason(Printable.of(shown + "text.zip"))).contains("Rename it");
    assertThat(catalog.reason(Printable.of(shown + "folder"))).contains("Rename it");
    assertThat(catalog.reason("hello")).contains("is neither a file nor a folder");
    assertThat(apps.isRestless()).isFalse();
  }

  @Test
  public void zip_thatIsABundle_isDeployedByItsHeaders() throws IOException {
    Files.write(folder.resolve("a.zip"), app("1.0.0").bytes());

    settle();

    assertThat(catalog.live("a.zip").id()).hasToString("app@1.0.0");
  }

  @Test
  public void oneZipUnderTwoNames_isTwoApps() throws IOException {
    byte[] zip = TestJar.plain().entry("index.html", "").bytes();
    Files.write(folder.resolve("one.zip"), zip);
    Files.write(folder.resolve("two.zip"), zip);

    settle();

    assertThat(catalog.live("one.zip").bundle().getSymbolicName()).isEqualTo("one");
    assertThat(catalog.live("two.zip").bundle().getSymbolicName()).isEqualTo("two");
    assertThat(sha256("one.zip")).isEqualTo(sha256("two.zip"));
  }

  @Test
  public void folders_inAllLayouts_areDeployed() throws IOException {
    fill("hello/1.0.0", Map.of("index.html", "1"));
    fill("hello/2.0.0", Map.of("public/index.html", "2"));
    fill("shop@1.0.0-beta.1", Map.of("index.html", "3"));
    fill("plain", Map.of("index.html", "4", "1.0.0/file", "no version, as there is a page"));

    settleFolders();

    assertThat(catalog.live("hello/1.0.0").id()).hasToString("hello@1.0.0");
    assertThat(catalog.live("hello/2.0.0").id()).hasToString("hello@2.0.0");
    assertThat(catalog.live("shop@1.0.0-beta.1").id()).hasToString("shop@1.0.0-beta.1");
    assertThat(catalog.live("plain").id()).hasToString("plain@0.0.0");
    assertThat(catalog.lives()).hasSize(1);
  }

  @Test
  public void folder_whenAFileInItChanges_isReplaced() throws IOException {
    fill("hello", Map.of("index.html", "1"));
    settleFolders();
    String before = sha256("hello");
    fill("hello", Map.of("index.html", "2"));

    settleFolders();

    assertThat(sha256("hello")).isNotEqualTo(before);
    assertThat(catalog.lives()).hasSize(2);
  }

  @Test
  public void folder_whenTouchedOrHiddenFilesCome_staysAsItIs() throws IOException {
    fill("hello", Map.of("index.html", "1"));
    settleFolders();
    touch(folder.resolve("hello/index.html"));
    fill("hello", Map.of(".git/config", "hidden", ".DS_Store", "", "Thumbs.db", ""));

    settleFolders();

    assertThat(catalog.lives()).hasSize(1);
  }

  @Test
  public void folder_whenFilledFileByFile_isDeployedOnceWhenItIsComplete() throws IOException {
    Files.createDirectory(folder.resolve("hello"));
    scanAfter(Duration.ofMillis(1));
    for (int i = 0; i < 20; i++) {
      fill("hello", Map.of("file" + i, "", "index.html", "part " + i));
      scanAfter(Duration.ofMillis(400));
      assertThat(catalog.snapshot().deployments()).isEmpty();
    }

    settleFolders();

    assertThat(catalog.lives()).hasSize(1);
    assertThat(catalog.live("hello").bundle().getEntry("file19")).isNotNull();
  }

  @Test
  public void folder_whenNothingOfUseIsInItYet_isWaitedForAndThenRefused() throws IOException {
    Files.createDirectories(folder.resolve("hello/1.0.0"));
    settleFolders();
    assertThat(catalog.snapshot().deployments()).isEmpty();

    scanAfter(FolderScan.PATIENCE);
    assertThat(catalog.reason("hello/1.0.0")).contains("is empty").contains("index.html");

    fill("hello/1.0.0", Map.of("index.html", ""));
    settleFolders();
    assertThat(catalog.live("hello/1.0.0").id()).hasToString("hello@1.0.0");
  }

  @Test
  public void folder_whileAFileIsUnfinishedByItsName_isNotDeployed() throws IOException {
    fill("hello", Map.of("index.html", "", ".big.js.Xy12Ab", "half"));
    settleFolders();
    assertThat(catalog.snapshot().deployments()).isEmpty();

    scanAfter(FolderScan.PATIENCE);
    assertThat(catalog.reason("hello")).contains("'.big.js.Xy12Ab'");

    Files.move(folder.resolve("hello/.big.js.Xy12Ab"), folder.resolve("hello/big.js"));
    settleFolders();
    assertThat(catalog.live("hello").bundle().getEntry("big.js")).isNotNull();
  }

  @Test
  public void folder_whenItHoldsALink_isRefusedByName() throws IOException {
    fill("hello", Map.of("index.html", "", "data/x", ""));
    Files.createSymbolicLink(folder.resolve("hello/data/passwd"), Path.of("/etc/passwd"));

    settleFolders();

    assertThat(catalog.reason("hello")).startsWith("'data/passwd' is a symbolic link");
  }

  @Test
  public void folder_whenItIsALinkThatIsSwapped_isReplaced() throws IOException {
    Path one = temp.newFolder("one").toPath();
    Path two = temp.newFolder("two").toPath();
    Files.writeString(one.resolve("index.html"), "1");
    Files.writeString(two.resolve("index.html"), "2");
    Files.createSymbolicLink(folder.resolve("hello"), one);
    settleFolders();
    String before = sha256("hello");

    Path next = Files.createSymbolicLink(folder.resolve(".next"), two);
    Files.move(next, folder.resolve("hello"), StandardCopyOption.ATOMIC_MOVE);
    settleFolders();

    assertThat(sha256("hello")).isNotEqualTo(before);
    assertThat(catalog.live("hello").id()).hasToString("hello@0.0.0");
  }

  @Test
  public void jar_whenItIsALinkThatIsSwapped_isReplaced() throws IOException {
    Path one = app("1.0.0").in(temp.newFolder("one").toPath(), "x.jar");
    Path two = app("2.0.0").in(temp.newFolder("two").toPath(), "x.jar");
    Files.createSymbolicLink(folder.resolve("a.jar"), one);
    settle();
    assertThat(catalog.live("a.jar").id()).hasToString("app@1.0.0");

    Path next = Files.createSymbolicLink(folder.resolve(".next"), two);
    Files.move(next, folder.resolve("a.jar"), StandardCopyOption.ATOMIC_MOVE);
    settle();

    assertThat(catalog.live("a.jar").id()).hasToString("app@2.0.0");
  }

  @Test
  public void folder_whenABundleInItIsAnotherOne_isRefusedNamingBoth() throws IOException {
    explode(app("2.0.0"), "hello/1.0.0");

    settleFolders();

    assertThat(catalog.reason("hello/1.0.0"))
        .startsWith("the folder says hello@1.0.0, but the headers of what is in it say app@2.0.0");
  }

  @Test
  public void folder_whenABundleInItIsTheSame_isDeployed() throws IOException {
    explode(app("2.0.0"), "app/2.0.0");
    explode(app("3.0.0"), "whatever");

    settleFolders();

    assertThat(catalog.live("app/2.0.0").id()).hasToString("app@2.0.0");
    assertThat(catalog.live("whatever").id()).hasToString("app@3.0.0");
  }

  @Test
  public void folder_whenItsNameIsNone_isRefusedWithTheRule() throws IOException {
    fill("no name", Map.of("index.html", ""));
    fill("hello@new", Map.of("index.html", ""));

    settleFolders();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.reason("no name")).startsWith("'no name' is not an app name");
    assertThat(catalog.reason("hello@new")).contains("'new' where a semantic version belongs");
  }

  @Test
  public void folder_withASidecar_usesIt() throws IOException {
    fill("hello/1.0.0", Map.of("index.html", "", "x.html", ""));
    Files.writeString(
        folder.resolve("hello/1.0.0.worker.jsonc"), "{\"entrypoint\": \"x.html\", \"queue\": 7}");
    settleFolders();
    assertThat(catalog.live("hello/1.0.0").entryPoint()).isEqualTo(new StaticPage("x.html"));

    Files.delete(folder.resolve("hello/1.0.0.worker.jsonc"));
    settleFolders();
    assertThat(catalog.live("hello/1.0.0").entryPoint()).isEqualTo(new StaticPage("index.html"));
  }

  @Test
  public void folder_whenItGoes_isUndeployed() throws IOException {
    fill("hello/1.0.0", Map.of("index.html", ""));
    settleFolders();
    Files.move(folder.resolve("hello"), folder.resolveSibling("away"));

    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void folder_whenItIsBeingDeleted_isNotDeployedAnew() throws IOException {
    fill("hello", Map.of("index.html", "", "a", "", "b", "", "c", ""));
    settleFolders();
    for (String each : new String[] {"a", "b", "c", "index.html"}) {
      Files.delete(folder.resolve("hello").resolve(each));
      scanAfter(Duration.ofMillis(100));
    }
    Files.delete(folder.resolve("hello"));

    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
    assertThat(rehearsal.asked()).as("deployed only once").hasSize(1);
  }

  @Test
  public void folder_whenItIsTooLarge_isRefusedWithoutACopy() throws IOException {
    fill("hello", Map.of("index.html", ""));
    try (var file = new RandomAccessFile(folder.resolve("hello/big").toFile(), "rw")) {
      file.setLength(1L << 40); // has no blocks
    }

    settleFolders();

    assertThat(catalog.reason("hello")).contains("allowed are 512 MiB");
  }

  @Test
  public void zip_thatGrowsAndIsValidOnTheWay_isNotDeployedBeforeItRests() throws IOException {
    byte[] first = TestJar.plain().entry("index.html", "").bytes();
    Path zip = folder.resolve("a.zip");
    Files.write(zip, first);
    scanAfter(Duration.ofMillis(1));
    byte[] whole = Arrays.copyOf(first, first.length + 100);
    for (int length = first.length + 1; length <= whole.length; length += 33) {
      Files.write(zip, Arrays.copyOf(whole, length));
      scanAfter(FolderScan.QUIET.minusMillis(1));
      assertThat(catalog.snapshot().deployments()).isEmpty();
    }

    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.reason("a.zip")).contains("is not a complete jar");
  }

  @Test
  public void clock_whenItJumps_changesNothing() throws IOException {
    fill("hello", Map.of("index.html", ""));
    Path page = folder.resolve("hello/index.html");
    for (Instant time : new Instant[] {Instant.EPOCH, Instant.now().plusSeconds(1_000_000)}) {
      Files.setLastModifiedTime(page, FileTime.from(time));
      settleFolders();
      assertThat(catalog.live("hello").id()).hasToString("hello@0.0.0");
    }
    assertThat(catalog.lives()).hasSize(1);
  }

  @Test
  public void thousandZips_areDeployedInOneStep() throws IOException {
    for (int i = 0; i < 1000; i++) {
      Files.write(
          folder.resolve("a" + i + "-1.0.0.zip"), TestJar.plain().entry("index.html", "").bytes());
    }

    settle();

    assertThat(catalog.snapshot().liveApps()).hasSize(1000);
    assertThat(catalog.lives()).hasSize(1);
  }

  /** Writes files into a folder of the apps folder. */
  private void fill(String artifact, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path file = folder.resolve(artifact).resolve(each.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, each.getValue());
    }
  }

  /** Writes a jar as a folder. */
  private void explode(TestJar jar, String artifact) throws IOException {
    Path root = folder.resolve(artifact);
    Files.createDirectories(root.resolve("META-INF"));
    try (var out = Files.newOutputStream(root.resolve("META-INF/MANIFEST.MF"))) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().putAll(jar.headers());
      manifest.write(out);
    }
  }

  /** Looks that are far enough apart. */
  private void settleFolders() {
    Stream.of(Duration.ofMillis(1), FolderScan.QUIET, FolderScan.FOLDER_QUIET)
        .forEach(this::scanAfter);
  }

  private String sha256(String artifact) {
    return catalog.snapshot().deployment(artifact).orElseThrow().sha256();
  }

  private static TestJar plain() {
    return TestJar.plain()
        .entry("com/example/Shop.class", "")
        .entry("worker.jsonc", "{\"entrypoint\": \"com.example.Shop\"}");
  }
}
