package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.app.VersionServlet;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Artifacts whose file names are made to break a log, a page, a terminal or a shell. */
public class HostileNamesIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final List<String> NAMES =
      List.of(
          "new\nFORGED ERROR evil",
          "return\rFORGED",
          "escape\u001b[2J\u001b]0;title\u0007",
          "bell\u0007tab\tdelete\u007f",
          "next\u0085line\u2028separator\u2029",
          "bidi\u202eexe\u2066x\u200f",
          "quotes\"'`",
          "<script>alert(1)<script>",
          "<img src=x onerror=alert(1)>",
          "$(touch pwned)",
          "`touch pwned`;touch pwned|touch pwned&",
          "back\\slash\\u000a",
          "{}%s%n${jndi:ldap:x}{{7*7}}",
          " blank ",
          "-rf --no-preserve-root",
          "C:",
          "zero\u200bwidth\ufeff");

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner = RunnerProcess.start(FOLDER);
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  @Test
  public void hostileFileNames_breakNothing() throws Exception {
    List<String> refused = new ArrayList<>();
    List<String> live = new ArrayList<>();
    List<String> shown = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      String zip = NAMES.get(i) + ".zip"; // its app would be called like the file
      TestJar.plain().entry("index.html", "<p>page").in(runner.apps(), zip);
      refused.add(shown(zip));
      String jar = NAMES.get(i) + ".jar"; // its app is called by its headers
      TestBundle.ofServlet("hostile" + i, "1.0.0", VersionServlet.class)
          .writeTo(runner.apps(), jar);
      live.add(jar);
      shown.add(shown(jar));
      Path folder = Files.createDirectory(runner.apps().resolve(NAMES.get(i)));
      Files.writeString(folder.resolve("index.html"), "<p>page");
      refused.add(shown(NAMES.get(i)));
    }

    await()
        .untilAsserted(() -> {
          assertThat(artifacts("live")).containsExactlyInAnyOrderElementsOf(shown);
          assertThat(artifacts("refused")).containsExactlyInAnyOrderElementsOf(refused);
        });
    for (int i = 0; i < NAMES.size(); i++) {
      assertThat(Http.get(runner.uri("/hostile" + i)).statusCode()).isEqualTo(200);
    }
    assertThat(reasons()).allSatisfy(HostileNamesIT::assertPrintable);
    assertDownloadHasAPrintableName();
    await().untilAsserted(() -> assertLogIsWhole(refused.size(), live.size()));
    assertListIsWhole(refused.size() + live.size());
    for (String each : live) {
      Files.delete(runner.apps().resolve(each));
    }
    await().untilAsserted(() -> assertThat(artifacts("live")).isEmpty());
    await().untilAsserted(() -> assertLogIsWhole(refused.size(), live.size()));
    assertThat(RunnerProcess.DISTRIBUTION.resolve("pwned")).doesNotExist();
    assertThat(runner.apps().resolve("pwned")).doesNotExist();
    assertThat(Path.of("pwned")).doesNotExist();
  }

  /** The name by which it is shown: what does not show is written as its escape. */
  private static String shown(String name) {
    return Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]")
        .matcher(name)
        .replaceAll(hit -> "\\\\u%04x".formatted((int) hit.group().charAt(0)));
  }

  private static void assertLogIsWhole(int refused, int live) {
    List<String> lines = runner.log().lines().toList();
    assertThat(lines)
        .allSatisfy(HostileNamesIT::assertPrintable)
        .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d[T ].*"), "is a line of the log");
    assertThat(lines)
        .filteredOn(line -> line.contains(" WARN ") && line.contains(" - refused "))
        .hasSize(refused);
    assertThat(lines)
        .filteredOn(line -> line.matches(".* - deployed .*: hostile\\d+@1\\.0\\.0 in \\d+ ms"))
        .hasSize(live);
  }

  private static void assertDownloadHasAPrintableName() {
    for (int i = 0; i < NAMES.size(); i++) {
      var answer =
          Http.send(
              HttpRequest.newBuilder(runner.uri("/_/deployments/hostile" + i + "/1.0.0/artifact")),
              "Authorization",
              Http.ADMIN);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
          .matches("attachment; filename=\"[ -!#-\\[\\]-~]*\"(; filename\\*=UTF-8''[!-~]*)?");
    }
  }

  private static void assertListIsWhole(int count) throws Exception {
    String table = list();
    assertThat(table.lines().count()).isEqualTo(count + 1L);
    assertThat(table.lines()).allSatisfy(HostileNamesIT::assertPrintable);
    JsonNode tree = new ObjectMapper().readTree(list("--json"));
    assertThat(tree.path("total").asInt()).isEqualTo(count);
  }

  private static String list(String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                RunnerProcess.DISTRIBUTION.resolve("bin/buntime").toString(),
                "list",
                "--url=" + runner.uri("")));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BUNTIME_PASSWORD", RunnerProcess.PASSWORD);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return out;
  }

  /** Nothing that moves a cursor, ends a line, turns the direction or is invisible. */
  private static void assertPrintable(String line) {
    assertThat(
            line.codePoints()
                .filter(each ->
                    Character.isISOControl(each)
                        || Character.getType(each) == Character.FORMAT
                        || Character.getType(each) == Character.LINE_SEPARATOR
                        || Character.getType(each) == Character.PARAGRAPH_SEPARATOR)
                .mapToObj(Integer::toHexString))
        .as(line)
        .isEmpty();
  }

  private static List<String> artifacts(String state) {
    return StreamSupport.stream(deployments().spliterator(), false)
        .filter(each -> each.path("state").asText().equals(state))
        .map(each -> each.path("artifact").asText())
        .toList();
  }

  private static List<String> reasons() {
    return StreamSupport.stream(deployments().spliterator(), false)
        .map(each -> each.path("reason").asText())
        .toList();
  }

  /** Reading it would fail if it were not JSON. */
  private static JsonNode deployments() {
    return Http.json(Http.getAsAdmin(runner.uri("/_/deployments?limit=1000"))).get("deployments");
  }
}
