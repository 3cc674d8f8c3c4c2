package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.EntryPoint.ServletClass;
import dev.buntime.catalog.EntryPoint.StaticPage;
import dev.buntime.catalog.EntryPoint.Whiteboard;
import dev.buntime.testing.TestJar;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.Test;

public class EntryPointsTest {
  private final TestJar jar = TestJar.bundle("x", "1.0.0");

  @Test
  public void choose_whenNothingIsSaid_isWhiteboard() throws RefusedException {
    assertThat(chosen(null)).isEqualTo(new Whiteboard());
  }

  @Test
  public void choose_whenOnlyAPage_isThePage() throws RefusedException {
    jar.entry("index.html", "").entry("public/index.html", "");

    assertThat(chosen(null)).isEqualTo(new StaticPage("public/index.html"));
  }

  @Test
  public void choose_whenAutoAndPageInRoot_isThePage() throws RefusedException {
    jar.entry("index.html", "").entry("worker.jsonc", "{\"entrypoint\": \"auto\"}");

    assertThat(chosen(null)).isEqualTo(new StaticPage("index.html"));
  }

  @Test
  public void choose_whenDescriptor_isWebApplication() throws RefusedException {
    jar.entry("index.html", "")
        .entry(
            "WEB-INF/web.xml", "<web-app><default-context-path>/</default-context-path></web-app>")
        .header("Service-Component", "OSGI-INF/x.xml");

    EntryPoints.Choice choice = choose(null);

    assertThat(choice.entryPoint()).isInstanceOf(EntryPoint.WebApp.class);
    assertThat(choice.warnings()).hasSize(1);
  }

  @Test
  public void choose_whenDescriptorIsWrong_isRefusedOnlyIfItCounts() throws RefusedException {
    jar.entry("index.html", "").entry("WEB-INF/web.xml", "<web-app><login-config/></web-app>");

    assertThatThrownBy(() -> choose(null))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("WEB-INF/web.xml, line 1: <login-config> is not carried");
    assertThat(chosen("{\"entrypoint\": \"index.html\"}")).isEqualTo(new StaticPage("index.html"));
  }

  @Test
  public void choose_whenClassesInWebInf_isWebApplicationUnlessItHasCode() throws RefusedException {
    jar.entry("WEB-INF/classes/x.txt", "");
    assertThat(chosen(null)).isInstanceOf(EntryPoint.WebApp.class);

    jar.header("Service-Component", "OSGI-INF/x.xml");
    assertThat(chosen(null)).isEqualTo(new Whiteboard());
  }

  @Test
  public void choose_whenPageAndComponents_isWhiteboard() throws RefusedException {
    jar.entry("index.html", "").header("Service-Component", "OSGI-INF/x.xml");

    assertThat(chosen(null)).isEqualTo(new Whiteboard());
  }

  @Test
  public void choose_whenPageAndActivator_isWhiteboard() throws RefusedException {
    jar.entry("index.html", "").header("Bundle-Activator", "x.Activator");

    assertThat(chosen(null)).isEqualTo(new Whiteboard());
  }

  @Test
  public void choose_whenSidecar_winsEntirely() throws RefusedException {
    jar.entry("a.html", "").entry("worker.jsonc", "this is not even JSON");

    assertThat(chosen("{\"entrypoint\": \"a.html\"}")).isEqualTo(new StaticPage("a.html"));
  }

  @Test
  public void choose_whenClass_isServlet() throws RefusedException {
    jar.entry("com/x/Foo.class", "");

    EntryPoints.Choice choice = choose("{\"entrypoint\": \"com.x.Foo\"}");

    assertThat(choice.entryPoint()).isEqualTo(new ServletClass("com.x.Foo"));
    assertThat(choice.warnings()).isEmpty();
  }

  @Test
  public void choose_whenClassIsNowhere_warnsWithTheNearest() throws RefusedException {
    jar.entry("com/x/Foo.class", "").header("Import-Package", "jakarta.servlet");

    assertThat(choose("{\"entrypoint\": \"com.x.Fo\"}").warnings())
        .containsExactly(
            "x.jar.worker.jsonc: entrypoint com.x.Fo is not in the jar (the nearest is com.x.Foo)");
  }

  @Test
  public void choose_whenClassIsImported_saysNothing() throws RefusedException {
    jar.header("Import-Package", "com.x");

    assertThat(choose("{\"entrypoint\": \"com.x.Foo\"}").warnings()).isEmpty();
  }

  @Test
  public void choose_whenPageIsMissing_namesItAndTheNearest() {
    jar.entry("public/index.html", "");

    refused(
        "public/indx.html",
        "'public/indx.html' is not in the jar (the nearest is public/index.html)");
  }

  @Test
  public void choose_whenPageIsAbsolute_isRefused() {
    refused("/index.html", "without a leading /");
  }

  @Test
  public void choose_whenPageLeavesTheJar_isRefused() {
    refused("../index.html", "without a leading /, \\ or ..");
  }

  @Test
  public void choose_whenNeitherPageNorClass_isRefused() {
    refused("what is this?", "is neither a path that ends with .html nor the name of a class");
  }

  private EntryPoint chosen(@Nullable String sidecar) throws RefusedException {
    return choose(sidecar).entryPoint();
  }

  private EntryPoints.Choice choose(@Nullable String sidecar) throws RefusedException {
    StagedArtifact staged = Contents.staged(Path.of("none"), "", jar, sidecar);
    return EntryPoints.choose(WorkerFile.of(staged), staged.content());
  }

  private void refused(String entrypoint, String part) {
    assertThatThrownBy(() -> choose("{\"entrypoint\": \"" + entrypoint + "\"}"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(part);
  }
}
