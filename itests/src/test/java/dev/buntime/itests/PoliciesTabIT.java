package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page of policies of the web console in a real browser. Skipped, and says so, where there is
 * no browser.
 */
public class PoliciesTabIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final String ATTACK =
      "\"'><img src=x onerror=window.pwned=1></textarea></script><script>window.pwned=1</script>";

  /** Policies decide of the page and its API, too. */
  private static final String SETTINGS =
      """
      {
        "plugins": [
          ["@buntime/plugin-authz", {
            "management": true,
            "policies": [
              {
                "id": "operators",
                "effect": "permit",
                "priority": 5,
                "subjects": [{"id": "local:admin"}],
                "resources": [{"type": "runner"}],
                "actions": []
              }
            ]
          }]
        ]
      }
      """;

  private static Path settings;
  private static RunnerProcess runner;
  private static ChromeDriver browser;

  @BeforeClass
  public static void start() throws IOException {
    Chromium.assume();
    Path config = FOLDER.newFolder().toPath();
    RunnerProcess.copyConfig(config);
    settings = Files.writeString(config.resolve("buntime.jsonc"), SETTINGS);
    runner =
        RunnerProcess.start(
            FOLDER.newFolder().toPath(), FOLDER.newFolder().toPath(), "--config=" + config);
    ChromeOptions options = Chromium.options(FOLDER.newFolder().toPath());
    options.addArguments("--window-size=1400,1000");
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
    browser = Chromium.open(options);
    browser.executeCdpCommand("Network.enable", Map.of());
    browser.executeCdpCommand(
        "Network.setExtraHTTPHeaders", Map.of("headers", Map.of("Authorization", Http.ADMIN)));
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

  @Before
  public void openPage() {
    await().until(() -> status() == 200);
    browserSays(); // what another test has had
    browser.get(runner.uri("/_/console/policies").toString());
    waiting("list").until(_ -> !row("operators").isEmpty());
  }

  @After
  public void deletePolicies() {
    for (JsonNode each : Http.json(Http.getAsAdmin(api("")))) {
      if (!each.path("fixed").asBoolean()) {
        send("DELETE", "/" + each.path("id").asText() + "?force=true", "");
      }
    }
  }

  @Test
  public void policy_fromItsFirstToItsLastVersion() {
    button("New policy").click();
    waiting("template").until(_ -> text("pol-check").equals("This can be saved."));
    write("{\n  \"id\": \"shop\",\n  \"effect\": \"perhaps\"");
    waiting("no policy").until(_ -> text("pol-check").contains("line "));
    assertThat(browser.findElement(By.id("pol-text")).getDomAttribute("aria-invalid"))
        .isEqualTo("true");
    write(policy("shop", "permit", "Who may shop"));
    waiting("a policy").until(_ -> text("pol-check").equals("This can be saved."));
    save();
    assertThat(text("pol-editor-notice")).isEqualTo("Saved as version 1 of shop.");
    assertThat(cells("shop")).containsSubsequence("Who may shop", "permit", "0", "short form", "1");
    assertThat(cells("shop")).contains("admin");

    ask("pol-app", "shop");
    assertThat(text("pol-decision")).startsWith("permit by shop (Who may shop)");
    assertThat(text("pol-parts")).contains("operators", "not applicable", "it applies");

    write(policy("shop", "deny", "Nobody shops"));
    save();
    assertThat(text("pol-editor-notice")).isEqualTo("Saved as version 2 of shop.");
    ask("pol-path", "/x");
    assertThat(text("pol-decision")).startsWith("deny by shop (Nobody shops)");

    button("History of shop").click();
    waiting("diff").until(_ -> text("pol-shown-title").endsWith("from version 1 to version 2"));
    assertThat(text("pol-shown"))
        .contains("-  \"effect\": \"permit\"", "+  \"effect\": \"deny\"")
        .startsWith("--- shop version 1, admin");
    button("Text of version 1").click();
    waiting("text").until(_ -> text("pol-shown-title").equals("Text of version 1"));
    assertThat(text("pol-shown")).isEqualTo(policy("shop", "permit", "Who may shop"));
    button("Roll back to version 1").click();
    assertThat(answer()).isEqualTo("Make version 1 of shop the latest one again?");
    waiting("version 3").until(_ -> text("pol-history-notice").endsWith("as version 3."));
    ask("pol-path", "/y");
    assertThat(text("pol-decision")).startsWith("permit by shop");

    button("Delete shop").click();
    assertThat(answer()).startsWith("Delete the policy shop?");
    waiting("deleted").until(_ -> row("shop").isEmpty());
    WebElement title = browser.findElement(By.id("pol-list-title"));
    waiting("focus, the last thing").until(_ -> browser.switchTo().activeElement().equals(title));
    ask("pol-path", "/z");
    assertThat(text("pol-decision")).startsWith("deny: No applicable policy");
    browser.findElement(By.id("pol-history-id")).clear();
    browser.findElement(By.id("pol-history-id")).sendKeys("shop", Keys.ENTER);
    waiting("history").until(_ -> text("pol-version-list").contains("deleted"));
    assertThat(text("pol-version-list")).startsWith("Version").contains("4 admin", "1 admin");
    assertNothingIsWrong();
  }

  @Test
  public void save_whenSomebodyElseHasChangedThePolicy_doesNot() {
    create(policy("shared", "permit", "first"));
    reload("shared");
    button("Edit shared").click();
    waiting("editor").until(_ -> text("pol-check").equals("This can be saved."));
    send("PUT", "/shared", policy("shared", "permit", "of somebody else"));
    write(policy("shared", "permit", "mine"));
    save();

    assertThat(text("pol-editor-notice"))
        .startsWith("Somebody else has changed this policy meanwhile, so nothing was saved.");
    button("Show what was changed").click();
    waiting("diff").until(_ -> text("pol-shown").contains("+  \"name\": \"of somebody else\""));
    assertThat(written()).contains("mine");
    button("Reload the policy").click();
    waiting("reloaded").until(_ -> written().contains("of somebody else"));
    write(policy("shared", "permit", "mine"));
    save();
    assertThat(text("pol-editor-notice")).isEqualTo("Saved as version 3 of shared.");
    assertNothingIsWrong("status of 412");
  }

  @Test
  public void save_whenItsAuthorWouldBeLockedOut_asksFirst() {
    button("New policy").click();
    waiting("template").until(_ -> text("pol-check").equals("This can be saved."));
    write(
        """
        {"id": "locked", "effect": "deny", "subjects": [], "actions": [{"method": "PUT"}],
          "resources": [{"path": "/_/plugin-authz/policies/*"}]}\
        """);
    waiting("check").until(_ -> text("pol-check").contains("could not change policies any more"));
    save();

    assertThat(text("pol-editor-notice"))
        .startsWith("Nothing was saved. With this you could not change policies any more");
    assertThat(row("locked")).isEmpty();
    button("Save anyway").click();
    waiting("list").until(_ -> !row("locked").isEmpty());
    write(policy("locked", "permit", "back"));
    save();
    assertThat(text("pol-editor-notice")).startsWith("Nothing was saved.");
    button("Delete locked").click();
    assertThat(answer()).startsWith("Delete the policy locked?");
    waiting("deleted").until(_ -> row("locked").isEmpty());
    assertNothingIsWrong("status of 409", "status of 403");
  }

  @Test
  public void order_isChangedByKeyboard_amongPoliciesOfTheSamePriority() {
    create(policy("a", "permit", ""));
    create(policy("b", "permit", ""));
    create(policy("c", "permit", ""));
    reload("c");
    assertThat(button("Move a up").isEnabled()).as("operators has another priority").isFalse();
    button("Move c up").sendKeys(Keys.ENTER);
    waiting("moved").until(_ -> ids().equals(List.of("operators", "a", "c", "b")));

    waiting("focus").until(_ -> browser.switchTo().activeElement().equals(button("Move c up")));
    browser.switchTo().activeElement().sendKeys(Keys.ENTER);
    waiting("moved").until(_ -> ids().equals(List.of("operators", "c", "a", "b")));
    waiting("focus").until(_ -> browser.switchTo().activeElement().equals(button("Move c down")));
    assertThat(button("Delete operators").isEnabled()).isFalse();
    assertThat(cells("operators")).contains("fixed in the options");
    assertNothingIsWrong();
  }

  @Test
  public void xacml_isWrittenWithAnIdBesideIt() {
    button("New policy in XACML").click();
    waiting("id").until(_ -> text("pol-check").equals("Write the id of the policy above."));
    browser.findElement(By.id("pol-id")).sendKeys("by-xacml");
    waiting("check").until(_ -> text("pol-check").equals("This can be saved."));
    String template = written();
    write(template.substring(0, template.indexOf('>')) + ">\n<Nonsense/>");
    waiting("no policy").until(_ -> text("pol-check").contains("by-xacml:3:"));
    button("Go to line 3").click();
    assertThat(browser.switchTo().activeElement().getDomAttribute("id")).isEqualTo("pol-text");
    browser.executeScript(
        """
        const area = document.getElementById('pol-text');
        area.value = arguments[0];
        area.dispatchEvent(new Event('input'));
        """,
        template);
    save();

    assertThat(cells("by-xacml")).containsSubsequence("as its rules say", "0", "XACML", "1");
    assertNothingIsWrong();
  }

  @Test
  public void texts_whenHostile_areTexts() {
    String hostile =
        """
        {"id": "hostile", "effect": "permit", "name": "%1$s", "description": "%1$s", "subjects": [],
          "resources": [{"app": "hostile"}], "actions": [],
          "obligations": [{"id": "log", "attributes": {"message": "%1$s"}}]}\
        """
            .formatted(ATTACK.replace("\"", "\\\""));
    create(hostile);
    reload("hostile");
    assertThat(cells("hostile")).contains(ATTACK + "\n" + ATTACK);
    button("Edit hostile").click();
    waiting("editor").until(_ -> text("pol-check").equals("This can be saved."));
    assertThat(written()).isEqualTo(hostile);
    write(hostile.replaceFirst("permit", "permit<img src=x onerror=window.pwned=1>"));
    waiting("problem").until(_ -> text("pol-check").contains("effect is \"permit<img src=x"));
    ask("pol-app", "hostile");
    assertThat(text("pol-decision")).contains(ATTACK);
    assertThat(text("pol-explained")).contains("message = " + ATTACK);
    ask("pol-subject", ATTACK);
    button("History of hostile").click();
    waiting("history").until(_ -> text("pol-shown-title").startsWith("Changes"));
    button("Text of version 1").click();
    waiting("text").until(_ -> text("pol-shown").equals(hostile));

    assertThat(browser.executeScript("return typeof window.pwned")).isEqualTo("undefined");
    assertThat(browser.findElements(By.cssSelector("img[src=x]"))).isEmpty();
    assertNothingIsWrong();
  }

  @Test
  public void files_whenOneCannotBeTaken_areTheFirstThingShown() throws IOException {
    Path broken = runner.data().resolve("plugin-authz/policies/broken.json");
    Files.writeString(broken, "{\"id\": \"broken\"}");
    try {
      await().until(() -> Http.getAsAdmin(point("/status")).body().contains("problem"));
      button("Reload").click();
      waiting("problem").until(_ -> text("pol-files").contains("policy broken"));
      assertThat(text("pol-files"))
          .startsWith("The files of the policies are not what is in force");
      assertThat(text("pol-status")).startsWith("1 policy; combined by deny-overrides");
    } finally {
      Files.delete(broken);
      await().until(() -> !Http.getAsAdmin(point("/status")).body().contains("problem"));
    }
    button("Reload").click();
    waiting("no problem").until(_ -> text("pol-files").isEmpty());
    assertNothingIsWrong();
  }

  @Test
  public void page_whenThePluginIsNotInForce_saysSo() throws IOException {
    Files.writeString(settings, "{}");
    try {
      await().until(() -> status() == 404);
      browser.get(runner.uri("/_/console/policies").toString());
      waiting("notice").until(_ -> text("pol-notice").contains("plugin-authz is not in force"));
      assertThat(browser.findElement(By.id("pol-all")).isDisplayed()).isFalse();
    } finally {
      Files.writeString(settings, SETTINGS);
    }
    await().until(() -> status() == 200);
    button("Try again").click();
    waiting("list").until(_ -> !row("operators").isEmpty());
    assertThat(text("pol-notice")).isEmpty();
    assertNothingIsWrong("status of 404");
  }

  /** The masks of the console change nothing of them. */
  @Test
  public void files_areServedToAdmins() throws IOException {
    for (String name : List.of("page", "list", "editor", "history", "whatif")) {
      URI file = runner.uri("/_/console/policies/res/" + name + ".js");
      HttpResponse<String> answer = Http.getAsAdmin(file);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).contains("javascript");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("private, no-cache");
      assertThat(answer.body()).startsWith("/*").contains("'use strict';").doesNotContain("****");
      assertThat(Http.get(file).statusCode()).isEqualTo(401);
    }
    for (String path : List.of("/res/none.js", "/res/policies.html", "/none")) {
      assertThat(Http.getAsAdmin(runner.uri("/_/console/policies" + path)).statusCode())
          .as(path)
          .isEqualTo(404);
    }
  }

  private static String policy(String id, String effect, String name) {
    return """
    {
      "id": "%s",
      "name": "%s",
      "effect": "%s",
      "subjects": [],
      "resources": [{"app": "shop"}],
      "actions": []
    }\
    """
        .formatted(id, name, effect);
  }

  private static URI point(String path) {
    return runner.uri("/_/plugin-authz" + path);
  }

  private static URI api(String path) {
    return point("/policies" + path);
  }

  private static int status() {
    return Http.getAsAdmin(point("/status")).statusCode();
  }

  private static void create(String policy) {
    send("POST", "", policy);
  }

  /** Changes policies behind the back of the browser. */
  private static void send(String method, String path, String body) {
    HttpResponse<String> answer =
        Http.send(
            HttpRequest.newBuilder(api(path)).method(method, BodyPublishers.ofString(body)),
            method.equals("POST")
                ? new String[] {"Authorization", Http.ADMIN}
                : new String[] {"Authorization", Http.ADMIN, "If-Match", "*"});
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
  }

  private static void reload(String id) {
    button("Reload").click();
    waiting(id).until(_ -> !row(id).isEmpty());
  }

  /** The button with this text or label. */
  private static WebElement button(String name) {
    return browser.findElement(
        By.xpath("//button[text()='%1$s' or @aria-label='%1$s']".formatted(name)));
  }

  /** The visible text of an element; empty if it is not shown. */
  private static String text(String id) {
    return browser.findElement(By.id(id)).getText();
  }

  private static List<WebElement> row(String id) {
    return browser.findElements(By.cssSelector("#pol-list tr[data-id='" + id + "']"));
  }

  private static List<String> cells(String id) {
    return row(id).getFirst().findElements(By.tagName("td")).stream()
        .map(WebElement::getText)
        .toList();
  }

  private static List<String> ids() {
    Object ids =
        browser.executeScript(
            "return Array.from(document.querySelectorAll('#pol-list tr[data-id]'), (each) => each.dataset.id)");
    return ((List<?>) ids).stream().map(String::valueOf).toList();
  }

  private static String written() {
    return String.valueOf(browser.findElement(By.id("pol-text")).getDomProperty("value"));
  }

  private static void write(String text) {
    WebElement area = browser.findElement(By.id("pol-text"));
    area.clear();
    area.sendKeys(text);
  }

  /** Saves what is in the editor, and waits until the editor says what became of it. */
  private static void save() {
    String before = text("pol-editor-notice");
    browser.findElement(By.id("pol-save")).click();
    waiting("save")
        .until(_ -> {
          String notice = text("pol-editor-notice");
          return !notice.isEmpty()
              && !notice.equals(before)
              && browser.findElement(By.id("pol-save")).isEnabled();
        });
  }

  /** Fills in a field, asks what the policies would decide, and waits until it is shown. */
  private static void ask(String field, String value) {
    browser.executeScript("document.getElementById('pol-decision').replaceChildren()");
    browser.findElement(By.id(field)).clear();
    browser.findElement(By.id(field)).sendKeys(value, Keys.ENTER);
    waiting("decision").until(_ -> !text("pol-decision").isEmpty());
  }

  /** Says yes to a question of the page. */
  private static String answer() {
    var alert = waiting("question").until(ExpectedConditions.alertIsPresent());
    String question = alert.getText();
    alert.accept();
    return question;
  }

  /** No script has failed, and nothing was loaded that may not be; but for answers of the API. */
  private static void assertNothingIsWrong(String... expected) {
    assertThat(browserSays())
        .filteredOn(message -> List.of(expected).stream().noneMatch(message::contains))
        .isEmpty();
  }

  private static List<String> browserSays() {
    return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  private static WebDriverWait waiting(String what) {
    WebDriverWait wait = new WebDriverWait(browser, Duration.ofSeconds(30), Duration.ofMillis(50));
    wait.withMessage(() -> what + ": " + browser.findElement(By.id("content")).getText());
    return wait;
  }
}
