package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.catalog.LiveApp;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Whatever is wrong with what takes a live app's place in the folder, the app stays live. */
@RunWith(Parameterized.class)
public class RefusedReplacementTest extends FolderFixture {
  private static final String JAR = "a.jar";
  private static final String SIDECAR = JAR + Sighting.SIDECAR;

  private final Consumer<Path> mistake;
  private final String words;
  private LiveApp live;

  /**
   * @param name what is wrong
   * @param mistake makes it in the apps folder
   * @param words what the reason has to contain
   */
  public RefusedReplacementTest(String name, Consumer<Path> mistake, String words) {
    this.mistake = mistake;
    this.words = words;
  }

  @Parameters(name = "{0}")
  public static List<Object[]> mistakes() {
    return List.of(
        mistake("sidecar is malformed", sidecar("{ \"ttl\" 3 }"), SIDECAR + ", line 1, column 9"),
        mistake("sidecar has a wrong value", sidecar("{\"queue\": -1}"), "queue is -1; allowed is"),
        mistake(
            "sidecar names no page of the jar",
            sidecar("{\"entrypoint\": \"x.html\"}"),
            "entrypoint 'x.html' is not in the jar"),
        mistake("sidecar is huge", sidecar(" ".repeat(300_000)), "is larger than 256 KiB"),
        mistake("worker.jsonc is malformed", jar(app().entry("worker.jsonc", "[")), "worker.jsonc"),
        mistake("no file of a jar", file("garbage"), "a.jar is not a complete jar"),
        mistake("empty", file(""), "a.jar is not a complete jar"),
        mistake("no bundle", jar(TestJar.plain()), "is not an OSGi bundle"),
        mistake("fragment", jar(app().header("Fragment-Host", "x")), "is a fragment"),
        mistake("version is none", jar(app().header("App-Version", "one")), "App-Version 'one'"),
        mistake("name is none", jar(app().header("App-Name", "An App")), "App-Name 'An App'"),
        mistake(
            "headers that the framework does not take",
            jar(app().header("Import-Package", ";;")),
            "the framework does not install it"),
        mistake(
            "package that is missing",
            jar(app().header("Import-Package", "lib")),
            "Package lib is missing"),
        mistake(
            "other app that cannot be resolved",
            jar(TestJar.bundle("other", "7").header("Require-Bundle", "lib")),
            "Bundle lib (Require-Bundle) is missing"));
  }

  private static Object[] mistake(String name, Consumer<Path> mistake, String words) {
    return new Object[] {name, mistake, words};
  }

  private static TestJar app() {
    return app("1.0.0").entry("next", "");
  }

  private static Consumer<Path> jar(TestJar jar) {
    return folder -> jar.in(folder, JAR);
  }

  private static Consumer<Path> file(String text) {
    return folder -> write(folder.resolve(JAR), text);
  }

  private static Consumer<Path> sidecar(String text) {
    return folder -> write(folder.resolve(SIDECAR), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Before
  public void makeTheMistake() {
    app("1.0.0").in(folder, JAR);
    settle();
    live = catalog.live(JAR);
    mistake.accept(folder);
    settle();
    scanAfter(FolderScan.PATIENCE);
  }

  @Test
  public void scan_keepsTheAppAndTellsTheReasonOnce() throws IOException {
    assertThat(catalog.live(JAR)).isEqualTo(live);
    assertThat(catalog.warnings(JAR))
        .singleElement()
        .asString()
        .contains(words)
        .endsWith(". What was deployed before stays");
    int changes = catalog.lives().size();

    settle();
    touch(folder.resolve(JAR));
    settle();
    scanAfter(FolderScan.PATIENCE);
    for (Retry occasion : Retry.values()) {
      apps.retry(occasion);
      settle();
      scanAfter(FolderScan.PATIENCE);
    }

    assertThat(catalog.lives()).as("nothing is new").hasSize(changes);
    assertThat(rehearsal.asked()).as("never started").containsExactly("app@1.0.0");
  }

  @Test
  public void scan_whenAGoodOneFollows_replaces() throws IOException {
    Files.deleteIfExists(folder.resolve(SIDECAR));
    app("1.1.0").in(folder, JAR);

    settle();

    assertThat(catalog.live(JAR).id()).hasToString("app@1.1.0");
    assertThat(catalog.warnings(JAR)).isEmpty();
  }

  @Test
  public void scan_whenTheOldOneComesBack_isAsBefore() throws IOException {
    Files.deleteIfExists(folder.resolve(SIDECAR));
    app("1.0.0").in(folder, JAR);

    settle();

    assertThat(catalog.live(JAR)).isEqualTo(live);
    assertThat(catalog.warnings(JAR)).isEmpty();
    assertThat(rehearsal.asked()).containsExactly("app@1.0.0");
  }

  @Test
  public void scan_whenTheFileGoes_undeploys() throws IOException {
    Files.delete(folder.resolve(JAR));

    settle();

    assertThat(catalog.snapshot().deployments()).isEmpty();
  }

  @Test
  public void scan_whenTheRunnerStartsWithIt_refusesIt() {
    begin();

    settle();
    scanAfter(FolderScan.PATIENCE);

    assertThat(catalog.snapshot().liveApps()).isEmpty();
    assertThat(catalog.reason(JAR)).contains(words).doesNotContain("stays");
  }
}
