package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.TrackingServlet;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Generations of two apps come and go at the same time, under load: no request is lost, none is in
 * flight on {@code destroy}.
 */
public class SwapStormIT {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  /** Of each app. */
  private static final int SWAPS = 100;

  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final Duration NO_PAUSE = Duration.ZERO;

  private RunnerProcess runner;
  private List<Storm> storms = List.of();

  @Before
  public void start() throws IOException {
    runner = RunnerProcess.startWith(RunnerProcess.PLAIN_JVM, folder);
    storms = List.of(new Storm("storm", runner), new Storm("gale", runner));
  }

  @After
  public void stop() {
    storms.forEach(storm -> storm.load.close());
    runner.close();
  }

  @Test
  public void replacements_underLoad_loseNothing() {
    begin("\"maxRequests\": 0");

    for (int i = 1; i <= SWAPS; i++) {
      String description = "generation " + i;
      storms.forEach(storm -> storm.deploy(description, "\"maxRequests\": 0"));
      for (Storm storm : storms) {
        await()
            .pollInterval(OFTEN)
            .untilAsserted(() -> assertThat(storm.seen().latest()).startsWith(description + "|"));
        assertThat(storm.seen().errors()).as("after %s", description).isEmpty();
      }
    }

    assertNothingLost();
  }

  @Test
  public void recyclings_underLoad_loseNothing() {
    begin("\"maxRequests\": 20");

    await()
        .pollInterval(OFTEN)
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          for (Storm storm : storms) {
            assertThat(storm.seen().errors()).isEmpty();
            assertThat(begun(storm.seen().latest())).isGreaterThan(2 * SWAPS);
          }
        });

    assertNothingLost();
  }

  private void begin(String settings) {
    storms.forEach(storm -> storm.deploy("generation 0", settings));
    storms.forEach(Storm::begin);
  }

  private void assertNothingLost() {
    for (Storm storm : storms) {
      assertThat(storm.seen().errors()).isEmpty();
      assertThat(storm.seen().answers()).isGreaterThan(SWAPS);
      String[] parts = Http.get(storm.uri(0)).body().split("\\|", -1);
      assertThat(Integer.parseInt(parts[1])).as("generations of both").isGreaterThan(2 * SWAPS);
      assertThat(parts[2]).as("violations").isEmpty();
    }
  }

  private static int begun(String answer) {
    return Integer.parseInt(answer.split("\\|", -1)[1]);
  }

  /** An app of which each generation says which one it is, and those who call it. */
  private record Storm(String app, RunnerProcess runner, LoadGenerator load) {
    Storm(String app, RunnerProcess runner) {
      this(app, runner, new LoadGenerator());
    }

    void deploy(String description, String settings) {
      new TestBundle(app, "1.0.0")
          .type(TrackingServlet.class)
          .header("Bundle-Description", description)
          .file(
              "worker.jsonc",
              "{ \"entrypoint\": \"" + TrackingServlet.class.getName() + "\", " + settings + " }")
          .writeTo(runner.apps(), app + ".jar");
    }

    void begin() {
      await()
          .pollInterval(OFTEN)
          .untilAsserted(() -> assertThat(Http.get(uri(0)).statusCode()).isEqualTo(200));
      load.with(uri(0), NO_PAUSE).with(uri(20), NO_PAUSE).with(uri(20), NO_PAUSE);
      await().pollInterval(OFTEN).until(() -> seen().answers() > 0);
    }

    URI uri(int millis) {
      return runner.uri("/" + app + "?millis=" + millis);
    }

    LoadWindow seen() {
      return load.current();
    }
  }
}
