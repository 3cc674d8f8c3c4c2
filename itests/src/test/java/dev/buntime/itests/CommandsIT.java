package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.buntime.itests.app.VersionServlet;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.AfterClass;
import org.junit.Assume;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The commands of {@code bin/buntime} for a runner that runs. */
public class CommandsIT {
  @ClassRule public static final TemporaryFolder FOLDER = new TemporaryFolder();

  private static final Path SCRIPT = Path.of("/usr/bin/script");

  private static RunnerProcess runner;

  @BeforeClass
  public static void start() throws IOException {
    runner =
        RunnerProcess.start(FOLDER.newFolder("apps").toPath(), FOLDER.newFolder("data").toPath());
  }

  @AfterClass
  public static void stop() {
    runner.close();
  }

  /**
   * What a command printed.
   *
   * @param code its exit code
   */
  private record Printed(int code, String out, String err) {}

  @Test
  public void anApp_isDeployedListedRestartedAndUndeployed() throws Exception {
    Path jar =
        TestBundle.ofServlet("tool", "1.0.0", VersionServlet.class)
            .writeTo(FOLDER.getRoot().toPath(), "tool.jar");

    Printed deployed = run("deploy", jar.toString());
    assertThat(deployed.err()).isEmpty();
    assertThat(deployed.out()).startsWith("tool@1.0.0 is live, tool-1.0.0.jar");
    assertThat(Http.get(runner.uri("/tool")).statusCode()).isEqualTo(200);
    assertThat(run("list").out()).containsPattern("tool +1\\.0\\.0 +live");
    assertThat(
            new ObjectMapper().readTree(run("list", "tool", "--json").out()).path("total").asInt())
        .isEqualTo(1);
    assertThat(run("stats").out()).containsPattern("tool +1\\.0\\.0");
    assertThat(run("restart", "tool@1.0.0").out()).contains("fresh worker");
    assertThat(run("undeploy", "tool@1.0.0").code()).isZero();
    assertThat(Http.get(runner.uri("/tool")).statusCode()).isEqualTo(404);
    Printed again = run("undeploy", "tool@1.0.0");
    assertThat(again.code()).isEqualTo(4);
    assertThat(again.err()).contains("There is no deployment 'tool@1.0.0'");
  }

  @Test
  public void whatDoesNotWork_hasItsExitCode() throws Exception {
    Path broken = FOLDER.newFile("broken.jar").toPath();
    Files.writeString(broken, "no archive");

    assertThat(run("deploy", broken.toString()).code()).isEqualTo(4);
    assertThat(run("deploy", "/no/such.jar").code()).isEqualTo(2);
    assertThat(run("list", "--url=http://127.0.0.1:1").code()).isEqualTo(3);
    Process stranger = command("wrong", "list").start();
    assertThat(finish(stranger).code()).isEqualTo(5);
  }

  @Test
  public void standardInput_isDeployed() throws Exception {
    byte[] jar = TestBundle.ofServlet("piped", "1.0.0", VersionServlet.class).toBytes();
    Process process = command(RunnerProcess.PASSWORD, "deploy", "-", "--json").start();
    process.getOutputStream().write(jar);
    process.getOutputStream().close();

    Printed printed = finish(process);

    assertThat(printed.code()).as(printed.err()).isZero();
    assertThat(new ObjectMapper().readTree(printed.out()).path("state").asText()).isEqualTo("live");
  }

  /** {@code script} (util-linux) gives a command a terminal; skipped, and says so, without it. */
  @Test
  public void progress_isToldOnATerminal_alsoOfStandardInput() throws Exception {
    Assume.assumeTrue("script is not installed", Files.isExecutable(SCRIPT));
    Path jar = jar("watched");
    String program = RunnerProcess.DISTRIBUTION.resolve("bin/buntime").toString();
    String deploy = program + " deploy %s --data=" + runner.data();

    String file = onATerminal(deploy.formatted(jar));
    assertThat(file)
        .containsPattern(
            "\\rwatched\\.jar: 100 % of [0-9.]+ KiB sent, waiting for the answer\\r\\n")
        .contains("\nwatched@1.0.0 is live");
    String piped = onATerminal(deploy.formatted("-") + " < " + jar);
    assertThat(piped)
        .containsPattern("\\rstandard input: [0-9.]+ KiB sent, waiting for the answer\\r\\n")
        .contains("\nwatched@1.0.0 is live");
    assertThat(onATerminal(deploy.formatted(jar) + " --json")).doesNotContain("sent");
  }

  private static String onATerminal(String command) throws Exception {
    ProcessBuilder builder = command(RunnerProcess.PASSWORD);
    builder.command(SCRIPT.toString(), "-qec", command, "/dev/null");
    Printed printed = finish(builder.start());
    assertThat(printed.code()).as(printed.out()).isZero();
    return printed.out();
  }

  @Test
  public void logs_areFollowed() throws Exception {
    Process process = command(RunnerProcess.PASSWORD, "logs", "-f", "--limit=0").start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      // The stream may begin a moment after the command, so the app is deployed until it is seen.
      await()
          .atMost(Duration.ofMinutes(2)) // each time two commands start
          .until(() -> {
            run("deploy", jar("seen").toString());
            run("undeploy", "seen@1.0.0");
            return lines.ready();
          });
      assertThat(lines.readLine()).contains("INFO");
    } finally {
      process.destroy();
    }
    assertThat(run("logs", "--limit=3").out().lines().count()).isBetween(1L, 60L);
  }

  private static Path jar(String name) throws IOException {
    return TestBundle.ofServlet(name, "1.0.0", VersionServlet.class)
        .writeTo(FOLDER.getRoot().toPath(), name + ".jar");
  }

  private static Printed run(String... arguments) throws Exception {
    return finish(command(RunnerProcess.PASSWORD, arguments).start());
  }

  private static ProcessBuilder command(String password, String... arguments) {
    List<String> words = new ArrayList<>();
    words.add(RunnerProcess.DISTRIBUTION.resolve("bin/buntime").toString());
    words.addAll(List.of(arguments));
    if (words.stream().noneMatch(each -> each.startsWith("--url"))) {
      words.add("--data=" + runner.data());
    }
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("BUNTIME_PASSWORD", password);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS", RunnerProcess.QUICK);
    builder.environment().remove("BUNTIME_URL");
    return builder;
  }

  private static Printed finish(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Printed(process.exitValue(), out, err);
  }
}
