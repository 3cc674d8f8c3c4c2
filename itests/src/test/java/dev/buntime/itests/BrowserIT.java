package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.WebDriverWait;

/** The pages of the sample apps in a real browser; skipped, and says so, where there is none. */
public class BrowserIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static RunnerProcess runner;
  private static ChromeDriver browser;

  @BeforeClass
  public static void start() throws IOException {
    Chromium.assume();
    runner = RunnerProcess.start(FOLDER, RunnerProcess.samples());
    browser = Chromium.open(Chromium.options(FOLDER.newFolder().toPath()));
  }

  @AfterClass
  public static void stop() {
    if (browser != null) {
      browser.quit();
    }
    if (runner != null) {
      runner.close();
    }
  }

  @Test
  public void spa_drawsItsRoutes() {
    browser.get(runner.uri("/hello-spa@1/").toString());
    waitForText("base", "/hello-spa@1/");

    browser.findElement(By.linkText("Mars")).click();

    waitForText("route", "planets/mars");
    assertThat(browser.getCurrentUrl()).endsWith("/hello-spa@1/planets/mars");
    browser.navigate().refresh();
    waitForText("route", "planets/mars");
  }

  @Test
  public void clock_ticks() {
    browser.get(runner.uri("/clock-sse/").toString());
    String first = waitForSome("clock");

    waiting().until(driver -> !driver.findElement(By.id("clock")).getText().equals(first));
  }

  @Test
  public void echo_answers() {
    browser.get(runner.uri("/echo-ws/").toString());

    waiting().until(driver -> driver.findElement(By.id("send")).isEnabled());
    browser.findElement(By.id("text")).sendKeys("hello, socket" + Keys.ENTER);

    waiting()
        .until(driver -> driver.findElement(By.id("echoes")).getText().contains("hello, socket"));
  }

  @Test
  public void startPage_listsApps() {
    browser.get(runner.uri("/").toString());

    assertThat(browser.findElements(By.linkText("hello-api"))).hasSize(1);
    assertThat(browser.findElements(By.linkText("1.1.0"))).hasSize(1);
  }

  /** What bundles say of themselves is shown in the web console, and never run. */
  @Test
  public void console_showsWhatBundlesSayAsText() {
    String attack = "\"'><img src=x onerror=window.pwned=1><script>window.pwned=1</script>";
    TestBundle.ofServlet("hostile", "1.0.0", VersionServlet.class)
        .header("Bundle-Name", "hostile name " + attack)
        .header("Bundle-Description", "hostile detail " + attack)
        .header("Bundle-Vendor", "hostile vendor " + attack)
        .header("Bundle-Copyright", "INFO: " + attack)
        .header("Bundle-DocURL", "javascript:window.pwned=1")
        .header("Bundle-Category", attack)
        .header("X-Other", attack)
        .header("INFO", attack)
        .header("Service-Component", "OSGI-INF/hostile.xml")
        .file("OSGI-INF/hostile.xml", component(attack))
        .writeTo(runner.apps(), "hostile.jar");
    TestBundle.ofServlet("hostile-app", "1.0.0", VersionServlet.class)
        .header("App-Name", "hostile app " + attack)
        .writeTo(runner.apps(), "hostile-app.jar");
    waiting().until(_ -> Http.get(runner.uri("/hostile")).statusCode() == 200);
    waiting()
        .until(_ -> runner.deployment("hostile-app.jar").path("state").asText().equals("refused"));
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", Http.ADMIN)));

    for (String page : List.of("bundles", "components")) {
      browser.get(runner.uri("/_/console/" + page).toString());
      waiting().until(_ -> shownTable().contains("hostile"));
      browser.executeScript("$('#plugin_table tr:contains(hostile) .bIcon').click()");

      waiting().until(_ -> shownTable().contains("hostile detail"));
      assertThat(browser.executeScript("return typeof window.pwned"))
          .as(page)
          .isEqualTo("undefined");
      assertThat(browser.findElements(By.cssSelector("img[src=x]"))).as(page).isEmpty();
      assertThat(browser.findElements(By.cssSelector("#plugin_table a[href^=javascript]")))
          .as(page)
          .isEmpty();
    }
    browser.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of()));
  }

  private static String component(String attack) {
    String value =
        attack
            .replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            .replace("\"", "&quot;");
    return """
    <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="hostile.component">
      <implementation class="%s"/>
      <service><provide interface="jakarta.servlet.Servlet"/></service>
      <property name="hostile" value="hostile detail %s"/>
    </scr:component>
    """
        .formatted(VersionServlet.class.getName(), value);
  }

  private static String shownTable() {
    return browser.findElement(By.id("plugin_table")).getText();
  }

  private static WebDriverWait waiting() {
    return new WebDriverWait(browser, Duration.ofSeconds(30));
  }

  private static void waitForText(String id, String text) {
    waiting().until(driver -> driver.findElement(By.id(id)).getText().contains(text));
  }

  private static String waitForSome(String id) {
    return waiting()
        .until(driver -> {
          String text = driver.findElement(By.id(id)).getText();
          return text.matches(".*\\d.*") ? text : null;
        });
  }
}
