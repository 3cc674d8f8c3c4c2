package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.JsoncException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public final class KeyTest {
  private static final Path BASE = Path.of("/base");

  @Test
  public void paths_areDifferent_andSoAreProperties() {
    assertThat(Key.values()).extracting(Key::path).doesNotHaveDuplicates();
    assertThat(Key.values())
        .extracting(key -> key.pid() + " " + key.property())
        .doesNotHaveDuplicates();
    for (Key key : Key.values()) {
      assertThat(Key.of(key.path())).contains(key);
      assertThat(Key.of(key.pid(), key.property())).contains(key);
    }
    assertThat(Key.of("dev.buntime.router", "pool.size")).isEmpty();
  }

  @Test
  public void standard_isAllowed() throws JsoncException {
    for (Key key : Key.values()) {
      Object standard = key.standard(Path.of("/home"), Mode.TEST);
      assertThat(key.readProperty(standard, BASE)).as(key.path()).isEqualTo(standard);
    }
  }

  @Test
  public void readProperty_takesWhatConfigAdminMayHold() throws JsoncException {
    assertThat(Key.POOL_SIZE.readProperty(5L, BASE)).isEqualTo(5);
    assertThat(Key.POOL_SIZE.readProperty("5", BASE)).isEqualTo(5);
    assertThat(Key.PLUGIN_TIMEOUT.readProperty(1500, BASE)).isEqualTo(1500L);
    assertThat(Key.BODY_LIMIT.readProperty("1kb", BASE)).isEqualTo(1000L);
    assertThat(Key.APPS_DIR.readProperty("apps", BASE)).isEqualTo("/base/apps");
    assertThat(Key.CONSOLE.readProperty(false, BASE)).isEqualTo(false);
    assertThat(Key.REQUIRED.readProperty(new String[] {"@buntime/plugin-a"}, BASE))
        .isEqualTo(List.of("plugin-a"));
    assertThat(Key.PLUGINS.readProperty(new ArrayList<>(List.of("plugin-a")), BASE))
        .isEqualTo(List.of("plugin-a"));
    assertThat(Key.LOG_LEVEL.readProperty("WARN", BASE)).isEqualTo("warn");
    assertThat(Key.LOGGERS.readProperty(new String[] {"a.b=debug", "c=error"}, BASE))
        .isEqualTo(List.of("a.b=debug", "c=error"));
  }

  @Test
  public void readProperty_whatIsNotAllowed_namesTheProperty() {
    refused(Key.POOL_SIZE, 0, "pool.size is 0; allowed is a whole number from 1 to 100000");
    refused(Key.PLUGIN_TIMEOUT, "5s", "hook.timeout.millis is \"5s\"; allowed is a whole number");
    refused(Key.CONSOLE, "false", "console is \"false\"; allowed is true or false");
    refused(Key.LOG_LEVEL, "loud", "level is \"loud\"; allowed is one of \"debug\", \"info\"");
    refused(Key.LOGGERS, new String[] {"debug"}, "debug is \"debug\"; allowed is a level, one of");
    refused(Key.LOGGERS, new String[] {"a=loud"}, "a=loud is \"loud\"; allowed is one of");
    refused(Key.LOGGING_APPS, new String[] {"A=info"}, "A=info is \"A=info\"; allowed is a level");
    refused(Key.MODE, 'x', "mode is \"x\"; allowed is one of");
    refused(Key.REQUIRED, "plugin-a", "required is \"plugin-a\"; allowed is a list");
    refused(Key.PLUGINS, new String[] {"A"}, "A is \"A\"; allowed is the name of a plugin");
    refused(
        Key.TRUSTED_PROXIES,
        new String[] {"10.0.0.0/33"},
        "10.0.0.0/33 is \"10.0.0.0/33\"; allowed is an");
    refused(
        Key.TRUSTED_PROXIES,
        new String[] {"localhost"},
        "localhost is \"localhost\"; allowed is an");
    refused(Key.TRUSTED_PROXIES, new String[] {"::/x"}, "::/x is \"::/x\"; allowed is an");
    refused(Key.TLS_KEY, "a\0b", "tls.key is");
    refused(Key.PLUGINS, new String[] {"a", "a"}, "a is a, which is there already");
  }

  @Test
  public void pids_areThoseOfTheRooms() {
    assertThat(Key.pids())
        .containsExactlyInAnyOrder(
            "dev.buntime.server",
            "dev.buntime.router",
            "dev.buntime.plugins",
            "dev.buntime.worker.pool",
            "dev.buntime.repositories",
            "dev.buntime.pipeline",
            "dev.buntime.deployer",
            "dev.buntime.management",
            "dev.buntime.logging",
            "dev.buntime.sandbox.census");
    assertThat(Arrays.stream(Key.values()).filter(key -> key.effect() == Key.Effect.NEXT_START))
        .containsExactlyInAnyOrder(
            Key.APPS_DIR,
            Key.PLUGINS_DIR,
            Key.HOST,
            Key.PORT,
            Key.TLS_CERTIFICATE,
            Key.TLS_KEY,
            Key.TLS_KEYSTORE,
            Key.TLS_PASSWORD_FILE,
            Key.MANAGEMENT_HOST,
            Key.MANAGEMENT_PORT,
            Key.LOG_FILE_SIZE,
            Key.LOG_FILE_DAYS,
            Key.LOG_FILE_TOTAL);
  }

  private static void refused(Key key, Object value, String problem) {
    assertThatThrownBy(() -> key.readProperty(value, BASE))
        .isInstanceOfSatisfying(
            JsoncException.class, e -> assertThat(e.problem()).startsWith(problem));
  }
}
