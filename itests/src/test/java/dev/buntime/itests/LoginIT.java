package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.itests.app.WhoServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * People log in with a real browser, at a provider of the test; skipped, and says so, where there
 * is no browser.
 */
public class LoginIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static ProviderServer provider;
  private static RunnerProcess runner;

  private ChromeDriver browser;

  @BeforeClass
  public static void start() throws IOException {
    Chromium.assume();
    provider = new ProviderServer();
    Path apps = FOLDER.newFolder().toPath();
    TestBundle.ofServlet("who", "1.0.0", WhoServlet.class).writeTo(apps, "who.jar");
    runner = RunnerProcess.start(apps, FOLDER.newFolder().toPath(), "--config=" + config());
  }

  private static Path config() throws IOException {
    Path config = FOLDER.newFolder().toPath();
    RunnerProcess.copyConfig(config);
    Files.writeString(
        config.resolve("buntime.jsonc"),
        """
        {
          "required": ["plugin-authn"],
          "plugins": [
            ["@buntime/plugin-authn", { "provider": "oidc", "issuer": "%s", "clientId": "%s" }]
          ]
        }
        """
            .formatted(provider.issuer(), ProviderServer.CLIENT));
    return config;
  }

  @AfterClass
  public static void stop() {
    if (runner != null) {
      runner.close();
    }
    if (provider != null) {
      provider.close();
    }
  }

  @Before
  public void open() throws IOException {
    browser = Chromium.open(Chromium.options(FOLDER.newFolder().toPath()));
  }

  @After
  public void close() {
    if (browser != null) {
      browser.quit();
    }
  }

  @Test
  public void app_whenSomebodyLogsIn_knowsWhoItIs_untilTheLogout() {
    browser.get(runner.uri("/who/?x=1&y=%2F").toString());
    assertThat(browser.getCurrentUrl()).startsWith(provider.issuer() + "/authorize?");

    click("login");

    assertThat(text("who")).isEqualTo("ada");
    assertThat(text("query")).isEqualTo("x=1&y=%2F");
    assertThat(text("cookies")).as("the app sees none of the login's").isEqualTo("none");
    assertThat(browser.executeScript("return document.cookie")).isEqualTo("");
    assertThat(fetched("/_/plugin-authn/session")).startsWith("200 {\"sub\":\"ada\"");
    assertThat(fetched("/who/")).startsWith("200 ").contains("<p id=who>ada</p>");

    click("logout");

    assertThat(text("bye")).isEqualTo("Logged out of buntime");
    assertThat(browser.getCurrentUrl())
        .contains("id_token_hint=ey", "client_id=buntime", "post_logout_redirect_uri=http");
    browser.get(runner.uri("/_/plugin-authn/session").toString());
    assertThat(browser.getPageSource()).contains("401", "There is no session");
    assertThat(
            Http.get(runner.uri("/who/"), "Accept", "text/html", "Sec-Fetch-Mode", "cors")
                .statusCode())
        .as("a script is told")
        .isEqualTo(401);
    browser.get(runner.uri("/who/").toString());
    assertThat(browser.getCurrentUrl()).as("a person is asked").startsWith(provider.issuer());
  }

  @Test
  public void login_whenTwoTabsAreOpen_endsInEachWhereItWasTo() {
    List<String> tabs = new ArrayList<>();
    for (int tab = 0; tab < 2; tab++) {
      if (tab > 0) {
        browser.switchTo().newWindow(WindowType.TAB);
      }
      browser.get(runner.uri("/who/?tab=" + tab).toString());
      tabs.add(browser.getWindowHandle());
    }
    for (int tab = 0; tab < 2; tab++) {
      browser.switchTo().window(tabs.get(tab));

      click("login");

      assertThat(text("who")).isEqualTo("ada");
      assertThat(text("query")).isEqualTo("tab=" + tab);
    }
  }

  @Test
  public void webConsole_whenABrowserComesWithoutAPassword_isBehindTheLogin() {
    browser.get(runner.uri("/_/console/bundles").toString());

    assertThat(browser.getCurrentUrl()).startsWith(provider.issuer() + "/authorize?");
    assertThat(
            Http.get(runner.uri("/_/console/bundles?login=local"), "Accept", "text/html")
                .headers()
                .firstValue("WWW-Authenticate"))
        .hasValueSatisfying(value -> assertThat(value).startsWith("Basic"));
    assertThat(Http.getAsAdmin(runner.uri("/_/console/bundles")).statusCode()).isEqualTo(200);
  }

  private void click(String id) {
    browser.findElement(By.id(id)).click();
  }

  private String text(String id) {
    return new WebDriverWait(browser, Duration.ofSeconds(30))
        .until(driver -> driver.findElement(By.id(id)).getText());
  }

  /** Status and body that a script of the page gets. */
  private String fetched(String path) {
    return String.valueOf(
        browser.executeAsyncScript(
            "const done = arguments[1];"
                + "fetch(arguments[0]).then(async r => done(r.status + ' ' + await r.text()),"
                + " e => done(String(e)));",
            path));
  }
}
