package dev.buntime.worker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.Test;

public final class StaticFilesTest {
  private final Fakes.TestBundle bundle =
      new Fakes.TestBundle()
          .file("public/index.html", "<html><head><title>spa</title></head></html>")
          .file("public/app.js", "let x = 1;")
          .file("public/img/logo.png", new byte[] {1, 2, 3})
          .file("public/img/größe 1.svg", "<svg/>")
          .file("public/..hidden/x.txt", "two dots of its own")
          .file("publicity.txt", "next to the root")
          .file("worker.jsonc", "{}")
          .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0");

  private final StaticFiles files = new StaticFiles(bundle.get(), "public/index.html");

  @Test
  public void find_whenFile_hasTypeSizeTagAndContent() throws IOException {
    StaticFile file = files.find("/app.js").orElseThrow();

    assertThat(file.type()).isEqualTo("text/javascript;charset=utf-8");
    assertThat(file.size()).isEqualTo(10);
    assertThat(file.etag()).matches("\"[0-9a-f]{32}\"");
    assertThat(text(file)).isEqualTo("let x = 1;");
    assertThat(text(file)).as("opened again").isEqualTo("let x = 1;");
  }

  @Test
  public void find_whenPageIsAtTheTop_hidesWhatIsOfTheBundle() throws IOException {
    StaticFiles top =
        new StaticFiles(
            new Fakes.TestBundle()
                .file("index.html", "<html></html>")
                .file("app.js", "let x = 1;")
                .file("worker.jsonc", "{}")
                .file("com/shop/Prices.class", "code")
                .file("OSGI-INF/component.xml", "<x/>")
                .file("META-INF/MANIFEST.MF", "Manifest-Version: 1.0")
                .get(),
            "index.html");

    assertThat(top.find("/app.js")).isPresent();
    for (String inner :
        List.of(
            "/worker.jsonc",
            "/com/shop/Prices.class",
            "/OSGI-INF/component.xml",
            "/META-INF/MANIFEST.MF")) {
      assertThat(top.find(inner)).as(inner).isEmpty();
    }
  }

  @Test
  public void find_whenInAFolder_isFound() throws IOException {
    assertThat(files.find("/img/logo.png").orElseThrow().type()).isEqualTo("image/png");
    assertThat(files.find("/img/größe 1.svg")).isPresent();
    assertThat(files.find("/..hidden/x.txt")).isPresent();
  }

  @Test
  public void find_whenAskedAgain_isTheSame() throws IOException {
    assertThat(files.find("/app.js").orElseThrow()).isSameAs(files.find("/app.js").orElseThrow());
  }

  @Test
  public void find_whenNoFile_isEmpty() throws IOException {
    for (String path :
        List.of("/", "/missing", "/img", "/img/", "//app.js", "/img//logo.png", "/app.js/")) {
      assertThat(files.find(path)).as(path).isEmpty();
    }
  }

  @Test
  public void find_whenPage_isEmptySoThatItGetsItsBase() throws IOException {
    assertThat(files.find("/index.html")).isEmpty();
  }

  @Test
  public void find_whenDotSegments_leavesNotTheRoot() throws IOException {
    for (String path :
        List.of(
            "/../worker.jsonc",
            "/../publicity.txt",
            "/img/../../worker.jsonc",
            "/./../META-INF/MANIFEST.MF",
            "/..%2fworker.jsonc",
            "/%2e%2e/worker.jsonc",
            "/..\\worker.jsonc",
            "/../public/app.js")) {
      assertThat(files.find(path)).as(path).isEmpty();
    }
  }

  @Test
  public void find_whenDotSegments_doesNotBypassThePage() throws IOException {
    assertThat(files.find("/img/../index.html")).isEmpty();
    assertThat(files.find("/./index.html")).isEmpty();
  }

  @Test
  public void find_whenNextToTheRoot_isEmpty() throws IOException {
    assertThat(files.find("/publicity.txt")).isEmpty();
    assertThat(files.find("/public/app.js")).isEmpty();
    assertThat(files.find("ity.txt")).isEmpty();
  }

  @Test
  public void find_whenPageIsAtTheTop_servesTheBundle() throws IOException {
    StaticFiles top =
        new StaticFiles(
            new Fakes.TestBundle().file("index.html", "x").file("css/a.css", "y").get(),
            "index.html");

    assertThat(top.find("/css/a.css").orElseThrow().type()).isEqualTo("text/css;charset=utf-8");
    assertThat(top.find("/index.html")).isEmpty();
    assertThat(top.find("/")).isEmpty();
    assertThat(top.find("/css")).isEmpty();
  }

  @Test
  public void find_byExtension_hasAType() throws IOException {
    assertThat(type("a.html")).isEqualTo("text/html;charset=utf-8");
    assertThat(type("a.mjs")).startsWith("text/javascript");
    assertThat(type("a.json")).startsWith("application/json");
    assertThat(type("a.txt")).isEqualTo("text/plain;charset=utf-8");
    assertThat(type("a.svg")).isEqualTo("image/svg+xml");
    assertThat(type("a.wasm")).isEqualTo("application/wasm");
    assertThat(type("a.woff2")).isEqualTo("font/woff2");
    assertThat(type("A.PNG")).isEqualTo("image/png");
    assertThat(type("LICENSE")).isEqualTo("application/octet-stream");
    assertThat(type("a.unheard-of")).isEqualTo("application/octet-stream");
  }

  @Test
  public void find_whenContentDiffers_hasAnotherTag() throws IOException {
    StaticFiles other =
        new StaticFiles(
            new Fakes.TestBundle().file("public/app.js", "let x = 2;").get(), "public/index.html");

    assertThat(other.find("/app.js").orElseThrow().etag())
        .isNotEqualTo(files.find("/app.js").orElseThrow().etag());
  }

  @Test
  public void page_hasItsBaseAndATagOfItsOwn() throws IOException {
    StaticFile one = files.page("/spa@1/");
    StaticFile other = files.page("/spa@^1/");

    assertThat(text(one))
        .isEqualTo("<html><head><base href=\"/spa@1/\"><title>spa</title></head></html>");
    assertThat(one.size()).isEqualTo(text(one).length());
    assertThat(one.type()).isEqualTo("text/html;charset=utf-8");
    assertThat(one.etag()).isNotEqualTo(other.etag()).isEqualTo(files.page("/spa@1/").etag());
  }

  @Test
  public void page_whenBaseHasMarkup_escapesIt() throws IOException {
    assertThat(text(files.page("/a\"><script>&'/")))
        .contains("<base href=\"/a&quot;&gt;&lt;script&gt;&amp;'/\">");
  }

  @Test
  public void page_whenMissing_saysWhere() {
    StaticFiles lost = new StaticFiles(new Fakes.TestBundle().get(), "public/lost.html");

    assertThatThrownBy(() -> lost.page("/x/"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no public/lost.html");
  }

  @Test
  public void insert_whenOtherCharset_keepsEveryByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    String bytes = new String(all, StandardCharsets.ISO_8859_1);
    for (Charset charset :
        List.of(
            StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1, Charset.forName("Shift_JIS"))) {
      byte[] tail = "ä日本".getBytes(charset);
      String page = "<head>" + bytes + new String(tail, StandardCharsets.ISO_8859_1);

      byte[] changed = BaseElement.insert(page.getBytes(StandardCharsets.ISO_8859_1), "/x/");

      assertThat(new String(changed, StandardCharsets.ISO_8859_1))
          .isEqualTo(page.replace("<head>", "<head><base href=\"/x/\">"));
    }
  }

  private static String type(String name) throws IOException {
    StaticFiles files =
        new StaticFiles(new Fakes.TestBundle().file("p/" + name, "x").get(), "p/index.htm");
    Optional<StaticFile> file = files.find("/" + name);
    return file.orElseThrow().type();
  }

  private static String text(StaticFile file) throws IOException {
    try (InputStream in = file.open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
