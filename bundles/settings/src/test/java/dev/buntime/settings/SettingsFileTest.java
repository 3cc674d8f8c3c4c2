package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.Place;
import dev.buntime.settings.SettingsFile.Written;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SettingsFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();

  @Before
  public void setUp() throws IOException {
    Files.createDirectory(folder.getRoot().toPath().resolve("config"));
  }

  @Test
  public void read_withoutFile_saysNothing() throws SettingsException {
    assertThat(read()).isEqualTo(SettingsFile.absent(file()));
  }

  @Test
  public void read_whenNothingIsSaid_saysNothing() throws Exception {
    assertThat(read("{}")).isEqualTo(SettingsFile.absent(file()));
    assertThat(read("\uFEFF // a comment\n{ /* and */ }")).isEqualTo(SettingsFile.absent(file()));
    assertThat(read("{\"$schema\": \"schema/buntime.schema.json\", \"limits\": {}}"))
        .isEqualTo(SettingsFile.absent(file()));
  }

  @Test
  public void read_everyKey_hasValueAndPlace() throws Exception {
    SettingsFile file =
        read(
            """
            {
              "appsDir": "../apps", "pluginsDir": "/plugins",
              "host": " ::1 ", "port": 0,
              "tls": {
                "certificate": "c.pem", "key": "/k.pem", "keystore": "", "passwordFile": "p"
              },
              "trustedProxies": ["10.0.0.0/8", "::1"], "shell": " home@^1 ", "mode": "test",
              "poolSize": 1e2, // a hundred
              "plugins": ["plugin-b", ["@buntime/plugin-a", {"x": 1}]],
              "required": ["@buntime/plugin-b", "plugin-c"],
              "repositories": [
                "../bundles", "https://example.com/index.xml",
                {"maven": "m2", "artifacts": ["a.b:c:1.0"]},
              ],
              "limits": {
                "body": "10 MiB", "header": 8192, "connections": 1000, "pluginTimeout": "1.5s",
              },
              "deployments": {
                "watch": "polling", "locked": true, "markers": true, "maxUpload": "1 MiB"
              },
              "management": {
                "console": false, "openMetrics": true, "host": "::1", "port": 8001,
                "roles": {"admin": ["ops", "a b"], "editor": ["dev"], "viewer": []},
              },
              "logging": {
                "level": "warn", "format": "json",
                "levels": {"a.b": "debug", "c": "error"}, "apps": {"shop": "info"},
                "file": {"size": "1mib", "days": 2, "total": "3mib"},
                "flood": {"rate": 4, "burst": 5},
                "access": {"enabled": true, "format": "json"},
              },
            }
            """);

    assertThat(values(file))
        .containsOnlyKeys(Key.values())
        .containsEntry(Key.APPS_DIR, folder.getRoot().toPath().resolve("apps").toString())
        .containsEntry(Key.PLUGINS_DIR, "/plugins")
        .containsEntry(Key.HOST, "::1")
        .containsEntry(Key.PORT, 0)
        .containsEntry(
            Key.TLS_CERTIFICATE, folder.getRoot().toPath().resolve("config/c.pem").toString())
        .containsEntry(Key.TLS_KEY, "/k.pem")
        .containsEntry(Key.TRUSTED_PROXIES, List.of("10.0.0.0/8", "::1"))
        .containsEntry(Key.MANAGEMENT_PORT, 8001)
        .containsEntry(Key.SHELL, "home@^1")
        .containsEntry(Key.MODE, "test")
        .containsEntry(Key.POOL_SIZE, 100)
        .containsEntry(Key.PLUGINS, List.of("plugin-b", "plugin-a"))
        .containsEntry(Key.REQUIRED, List.of("plugin-b", "plugin-c"))
        .containsEntry(
            Key.REPOSITORIES,
            List.of(
                folder.getRoot().toPath().resolve("bundles").toString(),
                "https://example.com/index.xml",
                "{\"maven\":\"%s\",\"artifacts\":[\"a.b:c:1.0\"]}"
                    .formatted(folder.getRoot().toPath().resolve("config/m2"))))
        .containsEntry(Key.BODY_LIMIT, 10L << 20)
        .containsEntry(Key.HEADER_LIMIT, 8192L)
        .containsEntry(Key.CONNECTION_LIMIT, 1000)
        .containsEntry(Key.PLUGIN_TIMEOUT, 1500L)
        .containsEntry(Key.CONSOLE, false)
        .containsEntry(Key.OPEN_METRICS, true)
        .containsEntry(Key.ROLES_OF_ADMINS, List.of("ops", "a b"))
        .containsEntry(Key.ROLES_OF_EDITORS, List.of("dev"))
        .containsEntry(Key.ROLES_OF_VIEWERS, List.of())
        .containsEntry(Key.LOG_LEVEL, "warn")
        .containsEntry(Key.LOGGERS, List.of("a.b=debug", "c=error"))
        .containsEntry(Key.LOGGING_APPS, List.of("shop=info"))
        .containsEntry(Key.LOG_FILE_TOTAL, 3L << 20)
        .containsEntry(Key.FLOOD_BURST, 5)
        .containsEntry(Key.ACCESS, true);
    assertThat(file.value(Key.POOL_SIZE).map(Written::place))
        .contains(new Place(file().toString(), 8, 15));
    assertThat(file.plugins().get(1).name()).isEqualTo("plugin-a");
    assertThat(file.plugins().get(1).options()).isEqualTo(Map.of("x", 1L));
    assertThat(file.plugins().get(1).place()).isEqualTo(new Place(file().toString(), 9, 27));
  }

  @Test
  public void read_variables_inEveryText() throws Exception {
    SettingsFile file =
        SettingsFile.parse(
            file(),
            """
            {
              "appsDir": "${ROOT}/apps", "shell": "${APP:-home}@${RANGE:-^2}", "mode": "${MODE}",
              "plugins": ["${NAME}", ["plugin-b", {"url": "http://${HOST:-a:80}/$${x}?$y",
                  "nested": {"list": ["${ROOT}", "$$${ROOT}"]}, "objects": [{"k": "${ROOT}"}]}]],
            }
            """,
            Map.of("ROOT", "/srv", "MODE", "staging", "NAME", "@buntime/plugin-a", "HOST", ""));

    assertThat(values(file))
        .containsEntry(Key.APPS_DIR, "/srv/apps")
        .containsEntry(Key.SHELL, "home@^2")
        .containsEntry(Key.MODE, "staging")
        .containsEntry(Key.PLUGINS, List.of("plugin-a", "plugin-b"));
    assertThat(file.plugins().get(1).options())
        .containsEntry("url", "http://a:80/${x}?$y")
        .containsEntry("nested.list", List.of("/srv", "$${ROOT}"))
        .containsEntry("objects", List.of("{\"k\":\"/srv\"}"));
  }

  @Test
  public void read_whenAVariableHasAReference_isNotExpandedAgain() throws Exception {
    SettingsFile file =
        SettingsFile.parse(file(), "{\"appsDir\": \"/${A}\"}", Map.of("A", "${B} $1", "B", "b"));

    assertThat(values(file)).containsEntry(Key.APPS_DIR, "/${B} $1");
  }

  @Test
  public void read_whatIsNoFile_saysSo() throws IOException {
    Files.createDirectory(file());

    assertThatThrownBy(this::read).hasMessage("%s is a folder. Put a file in its place", file());
  }

  @Test
  public void read_anotherEncoding_saysSo() throws IOException {
    Files.write(file(), "{\"shell\": \"größe\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(this::read)
        .hasMessage("%s is not written in UTF-8. Save it in that encoding", file());
  }

  @Test
  public void read_aLinkToNowhere_isNotNothing() throws IOException {
    Files.createSymbolicLink(file(), Path.of("nowhere"));

    assertThatThrownBy(this::read)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(file() + " cannot be read: java.nio.file.NoSuchFileException");
  }

  private static Map<Key, Object> values(SettingsFile file) {
    Map<Key, Object> values = new EnumMap<>(Key.class);
    file.values().forEach((key, written) -> values.put(key, written.value()));
    return values;
  }

  private Path file() {
    return folder.getRoot().toPath().resolve("config/buntime.jsonc");
  }

  private SettingsFile read(String text) throws IOException, SettingsException {
    Files.writeString(file(), text);
    return read();
  }

  private SettingsFile read() throws SettingsException {
    return SettingsFile.read(file(), Map.of());
  }
}
