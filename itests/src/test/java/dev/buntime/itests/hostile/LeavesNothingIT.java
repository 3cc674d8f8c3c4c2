package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.Http;
import dev.buntime.itests.RunnerProcess;
import dev.buntime.itests.TestBundle;
import dev.buntime.itests.app.VersionServlet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/**
 * Apps are deployed, called and undeployed, again and again, a few at a time: {@code
 * -Dbuntime.cycles=1000} makes it a long test.
 */
public class LeavesNothingIT {
  private static final int CYCLES = Integer.getInteger("buntime.cycles", 100);

  /** One after the other they would wait for the folder to be quiet most of the time. */
  private static final int AT_A_TIME = 5;

  /** Until caches are filled and methods compiled. */
  private static final int WARM_UP = 30;

  private static final Duration OFTEN = Duration.ofMillis(10);

  /** What the JVM itself may still load or allocate after the warm-up, however long it runs. */
  private static final long CLASSES = 60;

  /** The compiler's profiles of the runner's own methods come here, too, as they get warm. */
  private static final long METASPACE = 4_000_000;

  private static final long HEAP = 3_000_000;
  private static final long THREADS = 4;

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void cyclesOfAnApp_leaveNothing() throws Exception {
    try (RunnerProcess runner = RunnerProcess.startWith("-Xmx256m", folder)) {
      JvmInspector jvm = new JvmInspector(runner.process().pid());
      CensusView census = new CensusView(runner);
      cycle(runner, 0, WARM_UP);
      var _ = census.collected(); // the first question loads classes, too
      JvmInspector.Figures before = jvm.figuresAfterCollection();

      for (int quarter = 0; quarter < 4; quarter++) {
        cycle(runner, WARM_UP + quarter * CYCLES / 4, CYCLES / 4);
        System.out.println("LeavesNothingIT: " + jvm.figuresAfterCollection());
      }

      await()
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> {
            jvm.collect();
            assertThat(census.remnants()).isEmpty();
          });
      JvmInspector.Figures after = jvm.figuresAfterCollection();
      System.out.println("LeavesNothingIT: " + CYCLES + " cycles: " + before + " → " + after);
      assertThat(census.collected()).isGreaterThanOrEqualTo(WARM_UP + CYCLES / 4 * 4);
      assertThat(after.classes() - before.classes()).as("classes").isLessThan(CLASSES);
      assertThat(after.metaspace() - before.metaspace()).as("metaspace").isLessThan(METASPACE);
      assertThat(after.heap() - before.heap()).as("heap").isLessThan(HEAP);
      assertThat(after.threads() - before.threads()).as("threads").isLessThan(THREADS);
    }
  }

  private static void cycle(RunnerProcess runner, int first, int count) throws IOException {
    for (int i = first; i < first + count; i += AT_A_TIME) {
      cycleAtATime(runner, i, Math.min(AT_A_TIME, first + count - i));
    }
  }

  private static void cycleAtATime(RunnerProcess runner, int cycle, int apps) throws IOException {
    List<Path> artifacts = new ArrayList<>();
    for (int app = 0; app < apps; app++) {
      artifacts.add(
          TestBundle.ofServlet("cycle-" + app, "1.0." + cycle, VersionServlet.class)
              .writeTo(runner.apps(), "cycle-" + app + ".jar"));
    }
    awaitStatus(runner, apps, 200);
    for (Path artifact : artifacts) {
      Files.delete(artifact);
    }
    awaitStatus(runner, apps, 404);
  }

  private static void awaitStatus(RunnerProcess runner, int apps, int status) {
    for (int app = 0; app < apps; app++) {
      URI uri = runner.uri("/cycle-" + app);
      await()
          .pollInterval(OFTEN)
          .untilAsserted(() -> assertThat(Http.get(uri).statusCode()).isEqualTo(status));
    }
  }
}
