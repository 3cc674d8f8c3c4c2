package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.service.cm.SynchronousConfigurationListener;

/** Changes that come while others are being taken: none is half applied, and the last one wins. */
public final class ReloadRaceTest {
  private static final int ROUNDS = 60;
  private static final int EDITS = 10; // at least

  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @After
  public void tearDown() {
    threads.shutdownNow();
  }

  @Test
  public void manyWriters_theLastContentWins_andNoneIsHalfApplied() throws Exception {
    runner.write(version(0));
    runner.start();
    ConcurrentLinkedQueue<Map<String, Object>> seen = new ConcurrentLinkedQueue<>();
    runner
        .context()
        .registerService(
            SynchronousConfigurationListener.class,
            event -> {
              if (event.getPid().startsWith("plugin-")) {
                seen.add(runner.properties(event.getPid()));
              }
            },
            null);

    Future<?> renaming = threads.submit(() -> rounds(this::rename));
    Future<?> inPlace = threads.submit(() -> rounds(this::writeSlowly));
    renaming.get();
    inPlace.get();
    rename(version(1000));

    await()
        .untilAsserted(() -> {
          runner.assertProperty("dev.buntime.router", "shell", "app1000");
          runner.assertProperty("plugin-a", "one", 1000L);
          runner.assertProperty("dev.buntime.worker.pool", "pool.size", 1001);
          assertThat(runner.keeper().refusal()).isEmpty(); // the last thing
        });
    runner.assertProperty("plugin-a", "two", 1000L);
    assertThat(seen)
        .isNotEmpty()
        .allMatch(properties -> Objects.equals(properties.get("one"), properties.get("two")));
  }

  @Test
  public void editsDuringReloads_areAllInForce() throws Exception {
    List<String> plugins = List.of("plugin-w", "plugin-x", "plugin-y", "plugin-z");
    runner.write(version(0));
    runner.start();
    AtomicBoolean reloaded = new AtomicBoolean();
    List<Future<Integer>> editing =
        plugins.stream().map(plugin -> threads.submit(() -> editUntil(reloaded, plugin))).toList();

    for (int i = 1; i <= 5; i++) {
      rename(version(i));
      String shell = "app" + i;
      await().untilAsserted(() -> runner.assertProperty("dev.buntime.router", "shell", shell));
    }
    reloaded.set(true);

    for (int i = 0; i < plugins.size(); i++) {
      assertEdits(plugins.get(i), editing.get(i).get());
    }
    runner.restart();
    for (int i = 0; i < plugins.size(); i++) {
      assertEdits(plugins.get(i), editing.get(i).get());
    }
  }

  /** Edits one property again and again, and a new one now and then. */
  private int editUntil(AtomicBoolean end, String plugin) {
    int edits = 0;
    while (!end.get() || edits <= EDITS) {
      edits++;
      runner.edit(plugin, "edited", edits);
      runner.edit(plugin, "edited." + edits % EDITS, edits);
    }
    return edits;
  }

  private void assertEdits(String plugin, int edits) {
    runner.assertProperty(plugin, "edited", (long) edits);
    for (int i = edits; i > edits - EDITS; i--) {
      runner.assertProperty(plugin, "edited." + i % EDITS, (long) i);
    }
  }

  /** All values of a version are of that version. */
  private static String version(int number) {
    return """
    { "shell": "app%1$d", "poolSize": %2$d,
      "plugins": [["plugin-a", {"one": %1$d, "two": %1$d}],
                  "plugin-w", "plugin-x", "plugin-y", "plugin-z"] }
    """
        .formatted(number, number + 1);
  }

  private static Void rounds(Writer writer) throws IOException {
    for (int i = 1; i <= ROUNDS; i++) {
      writer.write(version(i));
    }
    return null;
  }

  @FunctionalInterface
  private interface Writer {
    void write(String text) throws IOException;
  }

  private void rename(String text) throws IOException {
    Path part = Files.createTempFile(runner.path("config"), ".part", "");
    Files.writeString(part, text);
    Files.move(part, runner.file(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** In pieces, so that there are moments with half of it. */
  private void writeSlowly(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(runner.file())) {
      for (int i = 0; i < bytes.length; i += 20) {
        out.write(bytes, i, Math.min(20, bytes.length - i));
        out.flush();
      }
    }
  }

  /** Long enough for a machine that is busy with other things. */
  private static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }
}
