package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class RunnerFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path path;
  private RunnerFile file;

  @Before
  public void setUp() {
    path = folder.getRoot().toPath().resolve("runner.properties");
    file = new RunnerFile(path);
  }

  @Test
  public void running_whenWrittenByALiveProcess_findsIt() throws IOException {
    file.write("http://127.0.0.1:8000", Path.of("/opt/with space"));

    assertThat(file.running())
        .hasValueSatisfying(found -> {
          assertThat(found.process()).isEqualTo(ProcessHandle.current());
          assertThat(found.url()).isEqualTo("http://127.0.0.1:8000");
          assertThat(found.started())
              .isEqualTo(ProcessHandle.current().info().startInstant().orElseThrow());
        });
    try (var left = Files.list(path.getParent())) {
      assertThat(left).containsExactly(path);
    }
  }

  @Test
  public void running_whenItDoesNotServeYet_isThereWithoutAnAddress() throws IOException {
    file.write("", Path.of("/opt"));

    assertThat(file.running())
        .hasValueSatisfying(found -> {
          assertThat(found.isServing()).isFalse();
          assertThat(found).hasToString("pid " + ProcessHandle.current().pid());
        });
  }

  @Test
  public void running_whenTheProcessIdWasReused_findsNothing() throws IOException {
    write(ProcessHandle.current().pid(), Instant.now().minusSeconds(3600).toString());

    assertThat(file.running()).isEmpty();
  }

  @Test
  public void running_whenTheProcessIsGone_findsNothing() throws Exception {
    Process ended = new ProcessBuilder("true").start();
    Instant started = ended.info().startInstant().orElse(Instant.now());
    ended.waitFor();
    write(ended.pid(), started.toString());

    assertThat(file.running()).isEmpty();
  }

  @Test
  public void running_whenTheProcessHasEndedAndNobodyWaitedForIt_findsNothing() throws Exception {
    Process parent = new ProcessBuilder("sh", "-c", "sleep 0.3 & echo $!; exec sleep 60").start();
    try (var output = parent.inputReader()) {
      ProcessHandle ended = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
      await().until(() -> ended.info().command().isEmpty());
      write(ended.pid(), ended.info().startInstant().orElseThrow().toString());

      assertThat(file.running()).isEmpty();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  public void running_whenThereIsNoOrAnotherFile_findsNothing() throws IOException {
    assertThat(file.running()).isEmpty();

    Files.writeString(path, "pid=abc\n");
    assertThat(file.running()).isEmpty();

    write(ProcessHandle.current().pid(), "yesterday");
    assertThat(file.running()).isEmpty();
  }

  @Test
  public void delete_withoutFile_doesNothing() throws IOException {
    file.delete();
    file.write("http://127.0.0.1:8000", Path.of("/opt"));
    file.delete();

    assertThat(path).doesNotExist();
  }

  private void write(long pid, String started) throws IOException {
    Files.writeString(path, "pid=" + pid + "\nstarted=" + started + "\nurl=http://127.0.0.1:1\n");
  }
}
