package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.junit.Test;

public final class ConsolePageTest {
  @Test
  public void mark_whenTheScriptIsAFileOfTheConsole_marksIt() {
    for (String file :
        List.of(
            "/_/console/res/lib/support.js",
            "/_/console/res/ui/bundles.js",
            "/_/console/components/res/plugin.js",
            "/_/console/res/lib/jquery-3.6.1.js")) {
      assertThat(mark("<p><script type=\"text/javascript\" src=\"" + file + "\"></script></p>"))
          .isEqualTo("<p><script nonce=\"N\" src=\"" + file + "\"></script></p>");
    }
  }

  @Test
  public void mark_whenTheScriptIsAnythingElse_leavesItAsItIs() {
    for (String html :
        List.of(
            "<script src=\"https://evil.example/x.js\"></script>",
            "<script src=\"//evil.example/_/console/res/x.js\"></script>",
            "<script src=\"/app/_/console/res/x.js\"></script>",
            "<script src=\"/_/console/res/../../../app/x.js\"></script>",
            "<script src=\"/_/console/res/%2e%2e/app/x.js\"></script>",
            "<script src=\"/_/console/res/x.js?y\"></script>",
            "<script src=\"/_/console/bundles/7/res/x.js\"></script>",
            "<script src=\"/_/console/res/x.js\">alert(1)</script>",
            "<script src='/app/x.js' src='/_/console/res/x.js'></script>",
            "<script>alert(1)</script>",
            "<SCRIPT>alert(1)</SCRIPT>",
            "<script type=\"module\">alert(1)</script>",
            "<script nonce=\"x\">var data = 1;</script>",
            "<script onload=\"alert(1)\">var data = 1;</script>",
            "<script src=x onerror=alert(1)></script>",
            "<script/src=\"/_/console/res/x.js\"></script>",
            "<script>var data = 1;alert(1)</script>",
            "<script>var data = 1;",
            "<script",
            "<img src=x onerror=alert(1)>",
            "<svg><script>alert(1)</script></svg>")) {
      assertThat(mark(html)).as(html).isEqualTo(html);
    }
  }

  @Test
  public void mark_whenAnElementHasAHandler_givesItAnotherName() {
    assertThat(
            mark(
                "<input value='a'\n onclick=\"abort('x')\" /><script>var data = \" onclick=\";"
                    + "</script><b onclick=\"x\">"))
        .isEqualTo(
            "<input value='a'\n data-onclick=\"abort('x')\" /><script nonce=\"N\">\n"
                + "var data = \" onclick=\";\n\n</script><b data-onclick=\"x\">");
  }

  @Test
  public void mark_whenDataHoldAnAttack_theyCannotEndTheScript() {
    String attack = "\\\"><img src=x onerror=alert(1)><script>alert(1)<!-- \\u003c/script>";

    assertThat(mark("<script>var data = [\"" + attack + "\"];</script>"))
        .isEqualTo(
            "<script nonce=\"N\">\nvar data = [\"\\\">\\x3cimg src=x onerror=alert(1)>\\x3cscript>alert(1)"
                + "\\x3c!-- \\u003c/script>\"];\n\n</script>");
  }

  /** The script ends in the middle of a string, which is none any more. */
  @Test
  public void mark_whenDataEndTheScript_marksNeitherPart() {
    String html = "<script>var data = [\"</script><script>alert(1)</script>\"];</script>";

    assertThat(mark(html)).isEqualTo(html);
  }

  /** If the console changes, this says so before a browser does. */
  @Test
  public void mark_ofTheTemplates_leavesNoScriptOut() throws IOException {
    for (String name :
        List.of(
            "main_header",
            "bundles",
            "config",
            "license",
            "logs",
            "services",
            "vmstat",
            "vmstat_restart",
            "vmstat_stop")) {
      String page =
          template(name)
              .replace("${appRoot}", "/_/console")
              .replace("${startLevel}", "1")
              .replace("${drawDetails}", "false")
              .replace("${currentBundle}", "null")
              .replace("${factoryCreate}", "false")
              .replaceAll("\\$\\{(__bundles__|__data__|startData|data)}", "{\"a\":[1]}")
              .replace("${data.reloadTimeout}", "40");
      assertThat(mark(page).replaceAll("<script nonce=\"N\"", ""))
          .as(name)
          .doesNotContain("<script");
    }
  }

  @Test
  public void mark_whenThereIsMuch_isQuick() {
    String html = "<script type=\"x\" ".repeat(20_000) + "<script>".repeat(20_000);

    assertThat(mark(html)).isEqualTo(html);
  }

  private static String mark(String html) {
    return ConsolePage.mark(html, "N");
  }

  private static String template(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            SecurityProvider.class.getResourceAsStream("/templates/" + name + ".html"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
