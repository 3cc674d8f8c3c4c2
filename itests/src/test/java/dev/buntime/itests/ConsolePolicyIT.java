package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.itests.app.HostileServiceActivator;
import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The policy of the web console in a real browser: its pages work, and nothing else runs in them.
 * Skipped, and says so, where there is no browser.
 */
public class ConsolePolicyIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String ATTACK =
      "\"'><img src=x onerror=window.pwned=1></textarea></script><script>window.pwned=1</script>";

  private static RunnerProcess runner;
  private static ChromeDriver browser;

  @BeforeClass
  public static void start() throws IOException {
    Chromium.assume();
    Path plugins = FOLDER.newFolder().toPath();
    withServices(new TestBundle("hostile-services", "1.0.0"))
        .writeTo(plugins, "hostile-services.jar");
    Path apps = FOLDER.newFolder().toPath();
    Path spa = RunnerProcess.sample("hello-spa-1.0.0.jar");
    Files.copy(spa, apps.resolve(spa.getFileName()));
    runner = RunnerProcess.start(apps, FOLDER.newFolder().toPath(), "--plugins=" + plugins);
    ChromeOptions options = Chromium.options(FOLDER.newFolder().toPath());
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
    browser = Chromium.open(options);
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", Http.ADMIN)));
  }

  @After
  public void forget() {
    browserSays();
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
  public void pages_workWithoutAViolation() {
    Map<String, String> shown =
        Map.of(
            "bundles", "return $('#plugin_table tbody tr').length > 20",
            "components", "return $('#plugin_table tbody tr').length > 20",
            "services", "return $('#plugin_table tbody tr').length > 20",
            "configMgr", "return $('#configTable tbody tr').length > 5",
            "logs", "return $('#plugin_table tbody tr').length > 0",
            "licenses", "return $('#licenseLeft a').length > 5",
            "vmstat", "return $('#upTime').text().indexOf('days') > 0",
            "httpservice", "return $('#content table').length > 0",
            "config", "return $('.downloadFullZip').length > 0",
            "status-Bundles", "return $('.downloadTxt').length > 0");
    for (var page : shown.entrySet()) {
      browser.get(runner.uri("/_/console/" + page.getKey()).toString());

      waiting(page.getKey())
          .until(_ -> Boolean.TRUE.equals(browser.executeScript(page.getValue())));
      assertThat(browser.executeScript("return $('#navmenu').hasClass('ui-menu')"))
          .as(page.getKey())
          .isEqualTo(true);
      assertThat(browserSays()).as(page.getKey()).isEmpty();
    }
  }

  @Test
  public void details_areShown() {
    browser.get(runner.uri("/_/console/bundles").toString());
    waiting("bundles")
        .until(_ -> browser.findElements(By.cssSelector("#plugin_table .bIcon")).size() > 20);
    browser.executeScript("$('#plugin_table tr:contains(hello-spa) .bIcon').click()");
    waiting("details")
        .until(
            _ -> browser.findElement(By.id("plugin_table")).getText().contains("Manifest Headers"));

    browser.get(runner.uri("/_/console/configMgr/dev.buntime.router").toString());
    waiting("editor").until(_ -> browser.findElement(By.id("editor")).isDisplayed());

    assertThat(browserSays()).isEmpty();
  }

  /** A form of the console's own pages goes through, and is remembered. */
  @Test
  public void form_isSent() throws IOException {
    browser.get(runner.uri("/_/console/vmstat").toString());
    String before = browser.findElement(By.id("systemStartLevel")).getDomProperty("value");
    browser.findElement(By.cssSelector("input[type=submit][name='Set Start Level']")).click();

    waiting("vmstat").until(_ -> audit().contains("\"path\":\"/_/console/vmstat\""));
    assertThat(browser.findElement(By.id("systemStartLevel")).getDomProperty("value"))
        .isEqualTo(before);
    assertThat(audit()).contains("\"target\":\"setStartLevel\"");
  }

  @Test
  public void framework_isStoppedOnlyAfterAQuestion() {
    browser.get(runner.uri("/_/console/vmstat").toString());
    browser.findElement(By.cssSelector("#shutdownform input[value=Stop]")).click();

    assertThat(browser.switchTo().alert().getText()).startsWith("This will stop the framework");
    browser.switchTo().alert().dismiss();
    assertThat(browser.findElement(By.id("shutdownform")).isDisplayed()).isTrue();
  }

  @Test
  public void script_ofSomebodyElse_doesNotRun() {
    browser.get(runner.uri("/_/console/bundles").toString());
    waiting("bundles")
        .until(_ -> browser.findElements(By.cssSelector("#plugin_table .bIcon")).size() > 20);
    for (String attack :
        List.of(
            "var s = document.createElement('script'); s.text = 'window.pwned = 1';"
                + " document.body.appendChild(s)",
            "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.pwned=1\">')",
            "document.body.insertAdjacentHTML('beforeend',"
                + " '<svg onload=\"window.pwned=1\"></svg>')",
            "var s = document.createElement('script'); s.src = '/hello-spa/app.js';"
                + " s.onload = function () { window.pwned = 1 }; document.body.appendChild(s)",
            "var a = document.createElement('a'); a.href = 'javascript:window.pwned=1';"
                + " document.body.appendChild(a); a.click()",
            "var f = document.createElement('iframe'); f.srcdoc ="
                + " '<script>parent.pwned=1</script>'; document.body.appendChild(f)")) {
      browser.executeScript(attack);
    }
    browser.executeAsyncScript("setTimeout(arguments[0], 500)");

    assertThat(browser.executeScript("return typeof window.pwned")).isEqualTo("undefined");
    assertThat(browserSays()).anyMatch(line -> line.contains("Content Security Policy"));
  }

  /** What a bundle says of itself is in the data of the page, and nothing of it runs. */
  @Test
  public void bundle_whoseHeadersEndTheScript_isShown() {
    String attack = "</script><script>window.pwned=1</script><!--<script>";
    TestBundle.ofServlet("hostile", "1.0.0", VersionServlet.class)
        .header("Bundle-Name", "hostile name " + attack)
        .writeTo(runner.apps(), "hostile.jar");
    waiting("hostile").until(_ -> Http.get(runner.uri("/hostile")).statusCode() == 200);

    browser.get(runner.uri("/_/console/bundles").toString());
    waiting("hostile")
        .until(_ -> browser.findElement(By.id("plugin_table")).getText().contains("hostile name"));

    assertThat(browser.executeScript("return typeof window.pwned")).isEqualTo("undefined");
    assertThat(browserSays()).isEmpty();
  }

  /** Of configurations the console shows values, and what their descriptions say, as text. */
  @Test
  public void configurations_areShownAsText() {
    TestBundle.ofServlet("described", "1.0.0", VersionServlet.class)
        .file("OSGI-INF/metatype/described.xml", description(ATTACK))
        .writeTo(runner.apps(), "described.jar");
    waiting("described").until(_ -> Http.get(runner.uri("/described")).statusCode() == 200);
    String page = runner.uri("/_/console/configMgr").toString();
    browser.get(page);
    waiting("list").until(_ -> configurations().contains("described name"));
    var _ = save("hostile.described", Map.of("value", "described value " + ATTACK));
    var _ = save("hostile.plain", Map.of("value", "plain value " + ATTACK, "k" + ATTACK, "x"));

    for (String name : List.of("described", "plain")) {
      browser.get(page + "/hostile." + name);
      waiting("editor of " + name).until(_ -> browser.findElement(By.id("editor")).isDisplayed());
      assertThat(
              browser.executeScript(
                  "return $('#editor :input').map((i, e) => e.value).get().join()"))
          .as("shown as it is")
          .asString()
          .contains(name + " value " + ATTACK);
      assertNothingRan();
    }
    browser.get(runner.uri("/_/console/status-Configurations").toString());
    assertNothingRan();
    browser.get(page);
    waiting("list").until(_ -> configurations().contains("hostile.plain"));
    assertNothingRan();
  }

  /** Of services the console shows properties, their names and their values, as text. */
  @Test
  public void services_areShownAsText() {
    String page = runner.uri("/_/console/services").toString();
    browser.get(page);
    waiting("list").until(_ -> table().contains("hostile-services"));
    String id =
        String.valueOf(
            browser.executeScript(
                "return $('#plugin_table tr:contains(hostile-services)').attr('id').substring(5)"));
    assertNothingRan();

    browser.executeScript("$('#img' + arguments[0]).click()", id);
    waiting("details in the list").until(_ -> table().contains("hostile value 0"));
    assertServiceIsText();
    browser.get(page + "/" + id);
    waiting("details alone").until(_ -> table().contains("hostile value 0"));
    assertServiceIsText();
    browser.get(runner.uri("/_/console/status-Services").toString());
    assertNothingOfServicesRan();
  }

  private static void assertServiceIsText() {
    assertThat(table())
        .contains("hostile key 0 " + HostileServiceActivator.ATTACKS.getFirst())
        .contains("hostile value 0 " + HostileServiceActivator.ATTACKS.getFirst());
    assertAttacksAreText();
  }

  private static void assertAttacksAreText() {
    assertThat(table())
        .contains("<script>window.pwned=1</script>")
        .contains("onerror=\"window.pwned=1\"")
        .contains("javascript:window.pwned=1");
    assertNothingOfServicesRan();
  }

  /** The browser complains of handlers even where the console looks for them to take them out. */
  private static void assertNothingOfServicesRan() {
    assertThat(browser.executeScript("return typeof window.pwned")).isEqualTo("undefined");
    assertThat(
            browser.findElements(
                By.cssSelector(
                    "img[src=x], #content svg, [onerror], [onload], [onmouseover],"
                        + " [href^='javascript:window']")))
        .isEmpty();
    assertThat(browserSays())
        .allMatch(line -> line.contains("inline event handler") && line.contains("been blocked"));
  }

  /** The services of an app are on the page of its bundle, and on no other. */
  @Test
  public void services_ofABundle_areShownAsText() {
    withServices(TestBundle.ofServlet("serving", "1.0.0", VersionServlet.class))
        .writeTo(runner.apps(), "serving.jar");
    waiting("serving").until(_ -> Http.get(runner.uri("/serving")).statusCode() == 200);
    for (String name : List.of("serving", "hostile-services")) {
      browser.get(runner.uri("/_/console/bundles/" + name).toString());
      waiting("details of " + name).until(_ -> table().contains("hostile description"));

      assertAttacksAreText();
    }
    browser.get(runner.uri("/_/console/services").toString());
    waiting("list").until(_ -> table().contains("hostile-services"));
    assertThat(table()).doesNotContain("serving (");
  }

  private static TestBundle withServices(TestBundle bundle) {
    return bundle
        .type(HostileServiceActivator.class)
        .header("Bundle-Activator", HostileServiceActivator.class.getName());
  }

  private static String table() {
    return browser.findElement(By.id("plugin_table")).getText();
  }

  private static String configurations() {
    return browser.findElement(By.id("configTable")).getText();
  }

  /** Sends what the editor's form sends. */
  private static @Nullable Object save(String pid, Map<String, String> properties) {
    return browser.executeAsyncScript(
        """
        const [pid, properties, done] = arguments;
        const form = new URLSearchParams({apply: 'true', action: 'ajaxConfigManager',
            propertylist: Object.keys(properties).join(',')});
        for (const [key, value] of Object.entries(properties)) form.append(key, value);
        $.post('/_/console/configMgr/' + pid, form.toString()).always((x, status) => done(status));
        """,
        pid,
        properties);
  }

  private static String description(String attack) {
    String text = attack.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    return """
    <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.2.0">
      <OCD id="hostile.described" name="described name %1$s" description="%1$s">
        <AD id="value" name="%1$s" description="%1$s" type="String" default="%1$s"/>
        <AD id="choice" name="choice" type="String" default="a" required="false">
          <Option label="%1$s" value="a"/>
        </AD>
      </OCD>
      <Designate pid="hostile.described"><Object ocdref="hostile.described"/></Designate>
    </metatype:MetaData>
    """
        .formatted(text);
  }

  private static void assertNothingRan() {
    assertThat(browser.executeScript("return typeof window.pwned")).isEqualTo("undefined");
    assertThat(browser.findElements(By.cssSelector("img[src=x]"))).isEmpty();
    assertThat(browserSays()).isEmpty();
  }

  private static String audit() {
    try {
      return Files.readString(runner.data().resolve("logs/audit.log"));
    } catch (IOException _) {
      return ""; // nothing has been changed yet
    }
  }

  /** Violations of the policy, and errors of scripts. */
  private static List<String> browserSays() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  private static WebDriverWait waiting(String what) {
    WebDriverWait wait = new WebDriverWait(browser, Duration.ofSeconds(30));
    wait.withMessage(() -> what + ": " + browserSays());
    return wait;
  }
}
