package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.settings.SettingsException;
import dev.buntime.settings.SettingsFile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

public final class KeeperTest {
  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();
  private Configurations configurations;
  private final Descriptions descriptions =
      new Descriptions(() -> runner.context().getBundles(), FakeMetatypes.service());
  private Keeper keeper;

  @Before
  public void setUp() throws Exception {
    runner.start();
    runner.stopKeeper();
    configurations = new Configurations(runner.admin());
    keeper = new Keeper(Start.of(runner.context()), configurations, descriptions);
  }

  @Test
  public void fileChanged_whenAnEditIsJustBeingHeardOf_keepsBoth() throws Exception {
    keeper.begin(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1, \"max\": 1}]]}"));
    runner.edit("plugin-a", "ttl", 7);

    keeper.fileChanged(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 2, \"max\": 2}]]}"));

    runner.assertProperty("plugin-a", "ttl", 7L);
    runner.assertProperty("plugin-a", "max", 2L);
    assertThat(runner.overrides()).isEqualTo("{\"plugin-a\":{\"ttl\":7}}");

    keeper.edited("plugin-a", keeper.written(), configurations.read("plugin-a"));
    assertThat(runner.overrides()).isEqualTo("{\"plugin-a\":{\"ttl\":7}}");
  }

  @Test
  public void edited_whenTheFileHasChangedSince_takesOnlyTheEdit() throws Exception {
    keeper.begin(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1, \"max\": 1}]]}"));
    Wanted base = keeper.written();
    var edited = new TreeMap<>(base.of("plugin-a"));
    edited.put("max", 9L);
    keeper.fileChanged(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 2, \"max\": 1}]]}"));

    keeper.edited("plugin-a", base, Optional.of(edited));

    runner.assertProperty("plugin-a", "ttl", 2L);
    runner.assertProperty("plugin-a", "max", 9L);
    assertThat(runner.overrides()).isEqualTo("{\"plugin-a\":{\"max\":9}}");
  }

  @Test
  public void edited_whatIsJustBeingWritten_isNoOverride() throws Exception {
    keeper.begin(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]]}"));
    Wanted base = keeper.written();
    keeper.fileChanged(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 2}]]}"));

    keeper.edited("plugin-a", base, configurations.read("plugin-a"));

    runner.assertProperty("plugin-a", "ttl", 2L);
    assertThat(runner.overrides()).isEmpty();
  }

  @Test
  public void fileChanged_whatStays_isNotTouched() throws Exception {
    keeper.begin(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]]}"));
    runner.edit("plugin-a", "ttl", 7);

    keeper.fileChanged(file("{\"plugins\": [[\"plugin-a\", {\"ttl\": 1}]], \"poolSize\": 4}"));

    runner.assertProperty("plugin-a", "ttl", 7);
    assertThat(runner.overrides()).as("not heard of").isEmpty();
  }

  @Test
  public void edited_whatIsNotKept_isIgnored() throws Exception {
    keeper.begin(file("{}"));

    keeper.edited("org.example", keeper.written(), Optional.empty());

    assertThat(runner.properties("org.example")).isEmpty();
  }

  @Test
  public void edited_whenDeletedAndBack_isTheSame() throws Exception {
    keeper.begin(file("{\"plugins\": [\"plugin-a\"]}"));
    Map<String, Object> before = runner.properties("plugin-a");
    runner.delete("plugin-a");

    keeper.edited("plugin-a", keeper.written(), Optional.empty());

    assertThat(runner.properties("plugin-a")).isEqualTo(before);
  }

  @Test
  public void begin_deletesWhatWasKeptBefore() throws Exception {
    keeper.begin(file("{\"plugins\": [\"plugin-a\", \"plugin-b\"]}"));

    new Keeper(Start.of(runner.context()), configurations, descriptions)
        .begin(file("{\"plugins\": [\"plugin-b\"]}"));

    assertThat(runner.properties("plugin-a")).isEmpty();
    runner.assertProperty("dev.buntime.plugins", "listed", List.of("plugin-b"));
  }

  private SettingsFile file(String text) throws SettingsException {
    return SettingsFile.parse(runner.file(), text, Map.of());
  }
}
