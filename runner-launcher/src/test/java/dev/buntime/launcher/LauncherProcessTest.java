package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class LauncherProcessTest {
  private static final Map<String, String> NO_ENVIRONMENT = Map.of();

  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private TestHome home;

  @Before
  public void setUp() throws IOException {
    home = TestHome.create(folder.getRoot().toPath());
  }

  @Test
  public void start_whenServing_printsPasswordAndOneLineAndNotesItself() throws Exception {
    try (var runner = start("serving")) {
      runner.awaitServing();

      assertThat(runner.out().lines())
          .satisfiesExactly(
              password -> assertThat(password).matches("Password of admin, .*: \\w{24} \\(.*\\)"),
              line ->
                  assertThat(line)
                      .matches(
                          "Buntime [0-9.]+ serves http://127.0.0.1:[1-9]\\d+"
                              + " · console http://127.0.0.1/_/console"
                              + " · 6 app versions · \\d+ ms"));
      String password = runner.out().replaceAll("(?s).*: (\\w{24}) .*", "$1");
      assertThat(new DataFolder(home.data()).password().matches(password.toCharArray())).isTrue();
      assertThat(Files.readString(home.data().resolve("logs/buntime.log")))
          .contains("Buntime")
          .doesNotContain(password);
      assertThat(Files.readString(home.data().resolve("runner.properties")))
          .contains("pid=" + runner.process().pid(), "url=http", "started=", "home=");
    }
  }

  @Test
  public void stop_whenRunning_drainsAndStopsOwnBundlesFirst() throws Exception {
    try (var runner = start("serving")) {
      runner.awaitServing();

      try (var status = command("status")) {
        assertThat(status.awaitExit()).isZero();
        assertThat(status.out())
            .contains("pid " + runner.process().pid(), "http://127.0.0.1:", "up");
      }
      try (var stop = command("stop")) {
        assertThat(stop.awaitExit()).isZero();
        assertThat(stop.out().lines()).singleElement().asString().contains("stopped within");
      }

      assertThat(runner.awaitExit()).isZero();
      assertThat(home.data().resolve("runner.properties")).doesNotExist();
      assertThat(Files.readAllLines(home.data().resolve("events.txt")))
          .containsExactly("drain", "stop dev.buntime.fixture", "stop org.example.other");
      assertThat(Files.readString(home.data().resolve("logs/buntime.log")))
          .contains("Buntime stopped");
    }
  }

  @Test
  public void start_whenInterrupted_exitsWithZero() throws Exception {
    try (var runner = start("serving")) {
      runner.awaitServing();

      new ProcessBuilder("kill", "-INT", Long.toString(runner.process().pid())).start().waitFor();

      assertThat(runner.awaitExit()).isZero();
    }
  }

  @Test
  public void start_whenRefusedByABundle_exitsWithTwoAndTheReason() throws Exception {
    try (var runner = start("refused")) {
      assertThat(runner.awaitExit()).isEqualTo(2);
      assertThat(runner.err().lines()).contains("The settings are wrong on purpose.");
      assertThat(runner.out()).doesNotContain("serves");
      assertThat(Files.readAllLines(home.data().resolve("events.txt")))
          .contains("stop dev.buntime.fixture");
    }
  }

  @Test
  public void start_whenAnActivatorThrows_exitsWithOneAndNamesTheBundle() throws Exception {
    try (var runner = start("throws")) {
      assertThat(runner.awaitExit()).isEqualTo(1);
      assertThat(runner.err())
          .contains("ERROR", "thrown on purpose")
          .contains("these bundles do not start: dev.buntime.fixture.");
    }
  }

  @Test
  public void start_whenBundlesDoNotResolve_exitsWithOneAndNamesAll() throws Exception {
    home.addBundle("org.example.one", "org.osgi.framework,com.example.missing");
    home.addBundle("org.example.two", "org.osgi.framework,com.example.lost");
    Files.writeString(home.root().resolve("bundles/broken.jar"), "not a jar");

    try (var runner = start("serving")) {
      assertThat(runner.awaitExit()).isEqualTo(1);
      assertThat(runner.err())
          .contains("com.example.missing", "com.example.lost")
          .contains("these bundles do not start: broken.jar, org.example.one, org.example.two.");
    }
  }

  @Test
  public void start_whenThePortIsInUse_exitsWithTwoAndOneSentence() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(other.getLocalPort());
      try (var runner =
          LauncherProcess.start(home, "serving", Map.of("PORT", port), "--log-level", "error")) {
        assertThat(runner.awaitExit()).isEqualTo(2);
        assertThat(runner.err().lines())
            .singleElement()
            .asString()
            .contains("port " + port, "another program listens there");
        assertThat(runner.out()).isEmpty();
      }
    }
  }

  @Test
  public void start_whenTheDataFolderIsTaken_exitsWithTwoAndNamesTheOther() throws Exception {
    try (var first = start("serving")) {
      first.awaitServing();

      try (var second = start("serving")) {
        assertThat(second.awaitExit()).isEqualTo(2);
        assertThat(second.err().lines())
            .singleElement()
            .asString()
            .contains("pid " + first.process().pid(), home.data().toString());
      }
    }
  }

  @Test
  public void start_afterAKill_servesAgainWithTheSamePassword() throws Exception {
    try (var killed = start("serving")) {
      killed.awaitServing();
      killed.process().destroyForcibly().waitFor();
    }
    try (var status = command("status")) {
      assertThat(status.awaitExit()).isEqualTo(3);
      assertThat(status.out()).contains("No runner serves");
    }

    try (var runner = start("serving")) {
      runner.awaitServing();
      assertThat(runner.out()).doesNotContain("Password");
    }
  }

  @Test
  public void start_whenThePasswordIsGiven_usesAndDoesNotPrintIt() throws Exception {
    var environment = Map.of(AdminPassword.VARIABLE, "correct horse");
    try (var runner = LauncherProcess.start(home, "serving", environment, "--port=0")) {
      runner.awaitServing();

      assertThat(runner.out()).doesNotContain("correct horse").doesNotContain("Password");
      assertThat(new DataFolder(home.data()).password().matches("correct horse".toCharArray()))
          .isTrue();
    }
  }

  @Test
  public void stop_whenNotRunning_exitsWithThree() throws Exception {
    try (var stop = command("stop")) {
      assertThat(stop.awaitExit()).isEqualTo(3);
      assertThat(stop.err()).contains("No runner serves with the data folder " + home.data());
    }
  }

  private LauncherProcess start(String startup) throws IOException {
    return LauncherProcess.start(home, startup, NO_ENVIRONMENT, "start", "--port", "0");
  }

  private LauncherProcess command(String word) throws IOException {
    return LauncherProcess.start(home, "", NO_ENVIRONMENT, word);
  }
}
