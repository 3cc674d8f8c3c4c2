package dev.buntime.itests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.Spinning;
import java.io.IOException;
import java.time.Duration;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What cannot end in a JVM is contained: in a runner of its own, because it never ends. */
public class QuarantineIT {
  private static final String APP = "hostile-regex";

  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Test
  public void loopInsideTheJdk_isContained_untilItsAppIsRedeployed() throws Exception {
    try (Arena arena = Arena.open(folder, "-Xmx256m")) {
      arena.deploy(APP, looping());
      arena.awaitWarm(APP);

      awaitQuarantine(arena);

      assertThat(arena.call("/" + APP + "/warm").code()).isEqualTo("APP_QUARANTINED");
      await()
          .untilAsserted(
              () -> assertThat(arena.runner().log()).contains("java.util.regex.Pattern"));
      arena.assertNeighbourServed(); // with fewer processors: slower is allowed, errors are not

      arena.deploy(APP, looping().header("Bundle-Description", "mended"));
      arena.awaitWarm(APP);
      arena.undeploy(APP);
      arena.awaitGoneOrHeldBy(APP, Spinning.class.getName());
    }
  }

  private static TestBundle looping() throws IOException {
    return HostileBundle.of(APP, Spinning.class, HostileBundle.SHORT_TIMEOUT);
  }

  /** Each call costs a thread for good; every one is answered while it loops. */
  private static void awaitQuarantine(Arena arena) throws IOException {
    for (int zombie = 1; zombie <= 3; zombie++) {
      arena.awaitStatus("/" + APP + "/warm", 200);
      Answer answer = arena.call("/" + APP + "/regex");
      assertThat(answer.code()).as(answer.body()).isEqualTo("WORKER_TIMEOUT");
      assertThat(answer.after()).isLessThan(Duration.ofSeconds(15));
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> {
          Answer answer = arena.call("/" + APP + "/warm");
          assertThat(answer.status()).as(answer.body()).isEqualTo(503);
          assertThat(answer.code()).as(answer.body()).isEqualTo("APP_QUARANTINED");
        });
  }
}
