package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.versions.SemVer;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.Test;

public final class PagesTest {
  private static final String EVIL = "<img src=x onerror=\"alert('&')\">";
  private static final String HARMLESS = "&lt;img src=x onerror=&quot;alert('&amp;')&quot;&gt;";

  private final NavigableMap<String, NavigableSet<SemVer>> apps = new TreeMap<>();

  @Test
  public void start_whenNoApp_saysWhatToDo() {
    assertThat(Pages.start(apps, ""))
        .startsWith("<!doctype html>")
        .contains("No app is deployed. Copy a bundle into the apps folder")
        .doesNotContain("<table>")
        .doesNotContain("{body}")
        .doesNotContain("{title}");
  }

  @Test
  public void start_linksEveryVersionHighestFirst() {
    apps.put("shop", versions("1.0.0", "2.0.0", "10.0.0-rc.1"));
    apps.put("cart", versions("1.0.0"));

    String page = Pages.start(apps, "");

    assertThat(page)
        .contains("<a href=\"/shop/\">shop</a>")
        .contains(
            "<a href=\"/shop@10.0.0-rc.1/\">10.0.0-rc.1</a><a href=\"/shop@2.0.0/\">2.0.0</a>"
                + "<a href=\"/shop@1.0.0/\">1.0.0</a>");
    assertThat(page.indexOf("cart")).isLessThan(page.indexOf("shop"));
  }

  @Test
  public void start_whenBuildMetadata_linksIt() {
    apps.put("shop", versions("1.0.0+7"));

    assertThat(Pages.start(apps, "")).contains("<a href=\"/shop@1.0.0+7/\">1.0.0+7</a>");
  }

  @Test
  public void start_whenNotice_showsItEscaped() {
    assertThat(Pages.start(apps, EVIL)).contains(HARMLESS).doesNotContain("<img");
    assertThat(Pages.start(apps, "")).doesNotContain("<br>");
  }

  @Test
  public void problem_escapesEverythingFromOutside() {
    String page =
        Pages.problem(new Problem(404, EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, Duration.ZERO));

    assertThat(page).contains(HARMLESS).doesNotContain("<img").doesNotContain("onerror=\"");
  }

  @Test
  public void problem_showsTitleDetailCodeAndId() {
    String page =
        Pages.problem(
            new Problem(
                404, "APP_NOT_FOUND", "App not found", "No 'x'.", "", "", "id-1", Duration.ZERO));

    assertThat(page)
        .contains("<title>404 App not found</title>")
        .contains("<h1>App not found</h1>")
        .contains("<p>No 'x'.</p>")
        .contains("<code>404 APP_NOT_FOUND · id-1</code>");
  }

  @Test
  public void problem_whenTextLooksLikeAPlaceholder_isLeftAlone() {
    String page =
        Pages.problem(new Problem(400, "C", "t", "{title} {body}", "", "", "id", Duration.ZERO));

    assertThat(page).contains("<p>{title} {body}</p>");
  }

  @Test
  public void pages_loadNothingFromElsewhere() {
    assertThat(Pages.start(apps, "")).doesNotContain("http:").doesNotContain("https:");
  }

  private static NavigableSet<SemVer> versions(String... versions) {
    return new TreeSet<>(List.of(versions).stream().map(SemVer::parse).toList());
  }
}
