package dev.buntime.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.Assume;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The audit log on a disk that is full: who has to make room can do so, and it is said. */
public class FullDiskIT {
  private static final String RESTART = "/_/deployments/hello-api/1.0.0/restart";
  private static final String BROKEN = "the audit log cannot be written";
  private static final int MOST_LINES = 500;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path apps;
  private Path data;
  private Path logs;

  @Before
  public void setUp() throws IOException {
    apps = folder.newFolder("apps").toPath();
    data = folder.newFolder("data").toPath();
    logs = Files.createDirectory(data.resolve("logs"));
    Path app = RunnerProcess.sample("hello-api-1.0.0.jar");
    Files.copy(app, apps.resolve(app.getFileName()));
  }

  /** The device that has no room left, ever. */
  @Test
  public void aDeviceWithoutRoom_hindersNobody_andIsSaidOnce() throws IOException {
    Path full = Path.of("/dev/full");
    Assume.assumeTrue("there is no /dev/full", Files.exists(full));
    Path audit = logs.resolve("audit.log");
    try (RunnerProcess runner = RunnerProcess.start(apps, data)) {
      restart(runner);
      await().until(() -> lines(audit) == 1); // it is written after the answer
      Path taken = Files.move(audit, logs.resolve("taken"));
      Files.createSymbolicLink(audit, full);

      for (int i = 0; i < 3; i++) {
        assertThat(restart(runner).statusCode()).isEqualTo(200);
      }

      awaitBroken(runner);
      await()
          .untilAsserted(
              () -> assertThat(runner.log().split("not in the audit log: ", -1)).hasSize(4));
      assertThat(runner.log().split("The audit log cannot be written", -1)).hasSize(2);
      assertThat(runner.log()).contains("No space left on device");

      Files.delete(audit);
      Files.move(taken, audit);
      assertThat(restart(runner).statusCode()).isEqualTo(200);

      awaitWritten(runner);
      assertThat(lines(audit)).isEqualTo(2);
    }
  }

  /** A small disk that the runner alone has, and that gets full and empty again. */
  @Test
  public void aDiskThatGetsFull_andHasRoomAgain_hasNoHalfLines() throws Exception {
    assumeDisks();
    ProcessBuilder command = RunnerProcess.command(apps, data);
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount -t tmpfs -o size=512k tmpfs \"$0\" && exec \"$@\"",
                logs.toString()));
    words.addAll(command.command());
    try (RunnerProcess runner = RunnerProcess.start(command.command(words), apps, data)) {
      Path disk = Path.of("/proc/" + runner.process().pid() + "/root" + logs.toRealPath());
      restart(runner);
      fill(disk.resolve("filler"));

      int lines = 0; // until the block that is begun is full
      while (!isBroken(runner) && lines++ < MOST_LINES) {
        assertThat(restart(runner).statusCode()).isEqualTo(200);
      }
      awaitBroken(runner);
      assertThat(restart(runner).statusCode()).isEqualTo(200);
      await()
          .untilAsserted(() ->
              assertThat(runner.log())
                  .contains("No space left on device", "not in the audit log: "));
      assertThat(runner.log().split("The audit log cannot be written", -1)).hasSize(2);

      Files.delete(disk.resolve("filler"));
      assertThat(restart(runner).statusCode()).isEqualTo(200);

      awaitWritten(runner);
      for (String line : Files.readAllLines(disk.resolve("audit.log"))) {
        assertThat(new ObjectMapper().readTree(line).path("event").asText()).isEqualTo("write");
      }
    }
  }

  private static void assumeDisks() throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/tmp").start();
    } catch (IOException _) {
      Assume.assumeTrue("there is no unshare", false);
      return;
    }
    Assume.assumeTrue(
        "this user may not mount a disk in a namespace of its own",
        process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0);
    Assume.assumeTrue("there is no /proc", Files.exists(Path.of("/proc/self/root")));
  }

  private static void fill(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] block = new byte[1024];
      while (true) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private static HttpResponse<String> restart(RunnerProcess runner) {
    return Http.send(
        HttpRequest.newBuilder(runner.uri(RESTART)).POST(BodyPublishers.noBody()),
        "Authorization",
        Http.ADMIN);
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static boolean isBroken(RunnerProcess runner) {
    return runner.log().contains("The audit log cannot be written");
  }

  private static void awaitBroken(RunnerProcess runner) {
    await().untilAsserted(() -> assertThat(ready(runner).body()).contains(BROKEN));
    assertThat(ready(runner).statusCode()).isEqualTo(200);
  }

  private static void awaitWritten(RunnerProcess runner) {
    await().untilAsserted(() -> assertThat(ready(runner).body()).doesNotContain(BROKEN));
    await()
        .untilAsserted(
            () -> assertThat(runner.log()).contains("The audit log can be written again"));
  }

  private static HttpResponse<String> ready(RunnerProcess runner) {
    return Http.get(runner.uri("/_/health/ready"));
  }
}
