package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.rules.TemporaryFolder;

/** A runner in a process of its own, started from the packed distribution on a free port. */
public final class RunnerProcess implements AutoCloseable {
  public static final Path DISTRIBUTION = Path.of(System.getProperty("buntime.dist"));
  public static final String PASSWORD = "correct horse battery";

  /** Options of a JVM as it comes, in a heap that many of them have room for. */
  public static final String PLAIN_JVM = "-Xmx512m";

  /** Options of a JVM that starts with less work; what it runs for long is slower. */
  public static final String QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  private static final Pattern SERVES =
      Pattern.compile(
          "Buntime \\S+ serves (https?://\\S+) (?:.*console (https?://\\S+) )?.*?(\\d+) app versions?.*");

  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  private final Process process;
  private final Path apps;
  private final Path data;
  private final Path log;
  private final List<String> output = new ArrayList<>();
  private final URI url;
  private final int versions;

  private RunnerProcess(Process process, Path apps, Path data, Path log) throws IOException {
    this.process = process;
    this.apps = apps;
    this.data = data;
    this.log = log;
    Matcher serving = awaitServing();
    this.url = URI.create(serving.group(1));
    this.versions = Integer.parseInt(serving.group(3));
  }

  /** Starts a runner with apps and data in fresh folders, and waits until it serves. */
  public static RunnerProcess start(TemporaryFolder folder, Path... artifacts) throws IOException {
    return start(copies(folder, artifacts), folder.newFolder().toPath());
  }

  private static Path copies(TemporaryFolder folder, Path... artifacts) throws IOException {
    Path apps = folder.newFolder().toPath();
    for (Path artifact : artifacts) {
      Files.copy(artifact, apps.resolve(artifact.getFileName()));
    }
    return apps;
  }

  /** Starts a runner on given folders, and waits until it serves. */
  public static RunnerProcess start(Path apps, Path data, String... options) throws IOException {
    return start(command(apps, data, options), apps, data);
  }

  /** Starts a runner with options of the JVM, apps and data in fresh folders. */
  public static RunnerProcess startWith(
      String javaOptions, TemporaryFolder folder, Path... artifacts) throws IOException {
    return startWith(javaOptions, copies(folder, artifacts), folder.newFolder().toPath());
  }

  /** Starts a runner with options of the JVM on given folders. */
  public static RunnerProcess startWith(String javaOptions, Path apps, Path data, String... options)
      throws IOException {
    ProcessBuilder command = command(apps, data, options);
    command.environment().put("JAVA_OPTS", javaOptions);
    return start(command, apps, data);
  }

  /**
   * Starts a runner by a command of {@link #command}, to which something was added, and waits until
   * it serves.
   */
  public static RunnerProcess start(ProcessBuilder command, Path apps, Path data)
      throws IOException {
    Path log = data.resolve("stderr.log");
    QuickPassword.ensure(data, PASSWORD);
    return new RunnerProcess(command.redirectError(log.toFile()).start(), apps, data, log);
  }

  /** Takes all apps away, and waits until nothing of them is there. */
  public void removeApps() throws IOException {
    try (Stream<Path> artifacts = Files.list(apps)) {
      for (Path artifact : artifacts.toList()) {
        Files.delete(artifact);
      }
    }
    Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> {
          assertThat(asAdmin("/_/deployments").get("deployments")).isEmpty();
          assertThat(asAdmin("/_/stats").get("workers")).isEmpty();
        });
  }

  private JsonNode asAdmin(String path) {
    return Http.json(Http.getAsAdmin(uri(path)));
  }

  /** The command that starts a runner, for tests of starts that fail, or that need more. */
  public static ProcessBuilder command(Path apps, Path data, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of(
                DISTRIBUTION.resolve("bin/buntime").toString(),
                "start",
                "--apps=" + apps,
                "--data=" + data));
    command.addAll(List.of(options));
    if (Arrays.stream(options).noneMatch(option -> option.startsWith("--port"))) {
      command.add("--port=0");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("BUNTIME_ADMIN_PASSWORD", PASSWORD);
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("JAVA_OPTS", PLAIN_JVM + " " + QUICK);
    return builder;
  }

  /** Copies what a configuration folder needs beside its settings, as the distribution has it. */
  public static void copyConfig(Path config) throws IOException {
    for (String file : List.of("framework.properties", "logback.xml")) {
      Files.copy(DISTRIBUTION.resolve("config").resolve(file), config.resolve(file));
    }
  }

  /** A sample app of the distribution. */
  public static Path sample(String fileName) {
    return DISTRIBUTION.resolve("apps-repo").resolve(fileName);
  }

  /** All sample apps that the distribution comes with. */
  public static Path[] samples() {
    return Stream.of(
            "clock-sse-1.0.0.jar",
            "echo-ws-1.0.0.jar",
            "hello-api-1.0.0.jar",
            "hello-api-1.1.0.jar",
            "hello-api-2.0.0.jar",
            "hello-spa-1.0.0.jar")
        .map(RunnerProcess::sample)
        .toArray(Path[]::new);
  }

  public URI uri(String pathAndQuery) {
    return URI.create(url + pathAndQuery);
  }

  public String host() {
    return url.getHost();
  }

  public int port() {
    return url.getPort();
  }

  public Path apps() {
    return apps;
  }

  public Path data() {
    return data;
  }

  public int versions() {
    return versions;
  }

  public Process process() {
    return process;
  }

  public List<String> output() {
    return output;
  }

  public String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the runner tells about an artifact; a missing node if nothing. */
  public JsonNode deployment(String artifact) {
    for (JsonNode each : asAdmin("/_/deployments").get("deployments")) {
      if (each.get("artifact").asText().equals(artifact)) {
        return each;
      }
    }
    return MissingNode.getInstance();
  }

  /** Ends the runner as an operator would, and checks that it ends well. */
  @Override
  public void close() {
    process.destroy();
    try {
      assertThat(process.waitFor(45, TimeUnit.SECONDS)).as("ends in 30 s, and a little").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("exit code; log:%n%s", log()).isZero();
  }

  private Matcher awaitServing() throws IOException {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform().daemon().name("runner-output").start(() -> read(lines));
    try {
      for (String line = next(lines); line != null; line = next(lines)) {
        output.add(line);
        Matcher matcher = SERVES.matcher(line);
        if (matcher.matches()) {
          return matcher;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
    throw new IOException("the runner did not start: " + output + "\n" + log());
  }

  private String next(BlockingQueue<String> lines) throws InterruptedException {
    String line = lines.poll(120, TimeUnit.SECONDS);
    return line == null || line.isEmpty() ? null : line;
  }

  private void read(BlockingQueue<String> lines) {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
      reader.lines().filter(line -> !line.isEmpty()).forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("(output ended: " + e + ")");
    }
    lines.add("");
  }
}
