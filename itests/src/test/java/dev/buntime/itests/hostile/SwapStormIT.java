package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.TrackingServlet;
import java.io.IOException;
import java.time.Duration;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Generations come and go under load: no request is lost, none is in flight on {@code destroy}. */
public class SwapStormIT {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  private static final String QUICK = "/storm?millis=0";
  private static final String SLOW = "/storm?millis=20";
  private static final int SWAPS = 200;
  private static final Duration OFTEN = Duration.ofMillis(10);
  private static final Duration NO_PAUSE = Duration.ZERO;

  private RunnerProcess runner;
  private LoadGenerator load;

  @Before
  public void start() throws IOException {
    runner = RunnerProcess.start(folder);
    load = new LoadGenerator();
  }

  @After
  public void stop() {
    load.close();
    runner.close();
  }

  @Test
  public void replacements_underLoad_loseNothing() throws IOException {
    deploy(0, "\"maxRequests\": 0");
    begin();

    for (int i = 1; i <= SWAPS; i++) {
      String description = "generation " + i;
      deploy(i, "\"maxRequests\": 0");
      await()
          .pollInterval(OFTEN)
          .untilAsserted(() -> assertThat(load.current().latest()).startsWith(description + "|"));
      assertThat(load.current().errors()).as("after %s", description).isEmpty();
    }

    assertNothingLost();
  }

  @Test
  public void recyclings_underLoad_loseNothing() throws IOException {
    deploy(0, "\"maxRequests\": 20");
    begin();

    await()
        .pollInterval(OFTEN)
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(() -> {
          assertThat(load.current().errors()).isEmpty();
          assertThat(begun(load.current().latest())).isGreaterThan(SWAPS);
        });

    assertNothingLost();
  }

  private void begin() {
    await()
        .pollInterval(OFTEN)
        .untilAsserted(() -> assertThat(Http.get(runner.uri(QUICK)).statusCode()).isEqualTo(200));
    load.with(runner.uri(QUICK), NO_PAUSE)
        .with(runner.uri(QUICK), NO_PAUSE)
        .with(runner.uri(SLOW), NO_PAUSE)
        .with(runner.uri(SLOW), NO_PAUSE);
    await().pollInterval(OFTEN).until(() -> load.current().answers() > 0);
  }

  private void assertNothingLost() {
    LoadWindow seen = load.current();
    assertThat(seen.errors()).isEmpty();
    assertThat(seen.answers()).isGreaterThan(SWAPS);
    String[] parts = Http.get(runner.uri(QUICK)).body().split("\\|", -1);
    assertThat(Integer.parseInt(parts[1])).as("generations").isGreaterThan(SWAPS);
    assertThat(parts[2]).as("violations").isEmpty();
  }

  private static int begun(String answer) {
    return Integer.parseInt(answer.split("\\|", -1)[1]);
  }

  private void deploy(int generation, String settings) throws IOException {
    new TestBundle("storm", "1.0.0")
        .type(TrackingServlet.class)
        .header("Bundle-Description", "generation " + generation)
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"" + TrackingServlet.class.getName() + "\", " + settings + " }")
        .writeTo(runner.apps(), "storm.jar");
  }
}
