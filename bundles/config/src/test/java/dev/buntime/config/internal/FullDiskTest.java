package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** What ConfigAdmin can store half of only is not in force. */
public final class FullDiskTest {
  private static final int MORE_THAN_ALL = 1000;

  /** Changes plugin-a, the pool and the router, adds plugin-c, takes plugin-b away. */
  private static final int WRITES = 6;

  private static final List<String> PIDS =
      List.of(
          "plugin-a",
          "plugin-b",
          "plugin-c",
          "dev.buntime.router",
          "dev.buntime.plugins",
          "dev.buntime.worker.pool");
  private static final String BEFORE =
      "{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}], \"plugin-b\"], \"poolSize\": 3}";
  private static final String AFTER =
      "{\"plugins\": [[\"plugin-a\", {\"ttl\": 2}], \"plugin-c\"], \"poolSize\": 4,"
          + " \"shell\": \"home\"}";

  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();
  private final Descriptions descriptions =
      new Descriptions(() -> runner.context().getBundles(), FakeMetatypes.service());
  private FullDisk disk;
  private Configurations configurations;
  private Keeper keeper;
  private Reload reload;

  @Before
  public void setUp() throws Exception {
    runner.start();
    runner.stopKeeper();
    disk = new FullDisk(runner.admin());
    configurations = new Configurations(disk.admin());
    Start start = Start.of(runner.context());
    keeper = new Keeper(start, configurations, descriptions);
    reload = new Reload(start, keeper, Map.of());
    keeper.begin(file(BEFORE));
  }

  @Test
  public void reload_whereverAWriteFails_isPutBack_andGoesOnLater() throws Exception {
    Map<String, Map<String, Object>> before = all();
    for (int nth = 1; nth <= WRITES; nth++) {
      disk.failAt(nth, 0);

      assertThatThrownBy(() -> reload.take(new Content.Text(AFTER)))
          .as("write %d", nth)
          .isInstanceOf(IOException.class);

      assertThat(all()).as("write %d", nth).isEqualTo(before);
    }
    reload.take(new Content.Text(AFTER));

    assertAfter();
    assertThat(reload.refusal()).isEmpty();
  }

  @Test
  public void reload_whenNothingCanBePutBackEither_goesOnLater() throws Exception {
    disk.failAt(3, MORE_THAN_ALL);
    assertThatThrownBy(() -> reload.take(new Content.Text(AFTER))).isInstanceOf(IOException.class);
    runner.assertProperty("plugin-a", "ttl", 2L);
    disk.failAt(MORE_THAN_ALL, 0);

    reload.take(new Content.Text(BEFORE));

    runner.assertProperty("plugin-a", "ttl", 1L);
    assertThat(runner.properties("plugin-b")).isNotEmpty();
    assertThat(runner.properties("plugin-c")).isEmpty();
    reload.take(new Content.Text(AFTER));
    assertAfter();
  }

  @Test
  public void begin_whenAWriteFails_deletesNothing() throws Exception {
    runner.edit("plugin-c", "ttl", 7);
    Map<String, Map<String, Object>> before = all();
    Keeper again = new Keeper(Start.of(runner.context()), configurations, descriptions);
    disk.failAt(2, MORE_THAN_ALL);

    assertThatThrownBy(() -> again.begin(file(AFTER))).isInstanceOf(IOException.class);

    assertThat(all().keySet()).isEqualTo(before.keySet());
    assertThat(all()).noneSatisfy((pid, properties) -> assertThat(properties).isEmpty());
    runner.assertProperty("plugin-c", "ttl", 7);
  }

  @Test
  public void reload_whatCouldNotBePutBack_isNoEdit() throws Exception {
    disk.failAt(3, MORE_THAN_ALL);
    assertThatThrownBy(() -> reload.take(new Content.Text(AFTER))).isInstanceOf(IOException.class);
    disk.failAt(MORE_THAN_ALL, 0);

    reload.take(new Content.Text("{\"plugins\": [[\"plugin-a\", {\"ttl\": 3}]]}"));

    runner.assertProperty("plugin-a", "ttl", 3L);
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void fail_isTold_untilItIsStored() throws Exception {
    disk.failAt(2, 0);
    IOException reason = null;
    try {
      reload.take(new Content.Text(AFTER));
    } catch (IOException e) {
      reason = e;
      reload.fail(e);
    }

    assertThat(reason).isNotNull();
    assertThat(reload.refusal().orElseThrow())
        .startsWith(runner.file() + " was changed, and ConfigAdmin cannot store that in ")
        .contains("No space left on device", "what it said before stays in force");

    reload.take(new Content.Text(AFTER));
    assertThat(reload.refusal()).isEmpty();
  }

  @Test
  public void edit_thatCannotBeStored_isPutBack_andNotKept() throws Exception {
    Wanted base = keeper.written();
    runner.edit("dev.buntime.worker.pool", "pool.size", 9);
    var edited = new TreeMap<>(base.of("dev.buntime.worker.pool"));
    edited.put("pool.size", 9L);
    disk.failAt(1, 0);

    assertThatThrownBy(() -> keeper.edited("dev.buntime.worker.pool", base, Optional.of(edited)))
        .isInstanceOf(IOException.class);

    runner.assertProperty("dev.buntime.worker.pool", "pool.size", 3);
    assertThat(runner.overrides()).isEqualTo("{}");
  }

  private void assertAfter() {
    runner.assertProperty("plugin-a", "ttl", 2L);
    assertThat(runner.properties("plugin-b")).isEmpty();
    assertThat(runner.properties("plugin-c")).isNotEmpty();
    runner.assertProperty("dev.buntime.worker.pool", "pool.size", 4);
    runner.assertProperty("dev.buntime.router", "shell", "home");
    runner.assertProperty("dev.buntime.plugins", "listed", List.of("plugin-a", "plugin-c"));
  }

  private Map<String, Map<String, Object>> all() {
    Map<String, Map<String, Object>> all = new LinkedHashMap<>();
    PIDS.forEach(pid -> all.put(pid, runner.properties(pid)));
    return all;
  }

  private SettingsFile file(String text) throws SettingsException {
    return SettingsFile.parse(runner.file(), text, Map.of());
  }
}
