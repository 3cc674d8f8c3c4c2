package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.webconsole.spi.ValidationException;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.FrameworkUtil;

public final class SecretKeeperTest {
  private static final String MASK = "********";

  @Rule public final ConfigAdminRule runner = new ConfigAdminRule();

  @Test
  public void masked_byName_andByDescription() throws Exception {
    runner.start();
    SecretKeeper secrets = runner.secrets();

    assertThat(secrets.masked("plugin-a", "clientSecret", "x")).isEqualTo(MASK);
    assertThat(secrets.masked("plugin-a", "code", "x")).isEqualTo(MASK);
    assertThat(secrets.masked("plugin-a", "text", "x")).isEqualTo("x");
    assertThat(secrets.masked("plugin-b", "code", "x")).isEqualTo("x");
    assertThat(secrets.masked("plugin-a~one", "CODE", "x")).isEqualTo(MASK);
    assertThat(secrets.masked("plugin-a.0a1b2c3d-0000-4000-8000-0123456789ab", "code", "x"))
        .isEqualTo(MASK);
    assertThat(secrets.masked("plugin-a", "tokens", new String[] {"a", "b"}))
        .isEqualTo(List.of(MASK));
  }

  @Test
  public void secrets_areKnownAsSoonAsTheyAreThere_andTheLogIsTold() throws Exception {
    runner.write(
        """
        { "plugins": [["plugin-a", { "secret": "first-1234", "code": "second-1234",
          "list": [{ "token": "third-1234" }], "text": "harmless-1234" }]] }
        """);
    runner.start();
    SecretKeeper secrets = runner.secrets();

    assertThat(secrets.masked("first-1234 second-1234 third-1234 harmless-1234"))
        .isEqualTo("******** ******** ******** harmless-1234");
    assertThat(runner.concealed())
        .contains("first-1234", "second-1234", "third-1234")
        .doesNotContain(System.getenv().getOrDefault("PWD", "/")); // where a shell is

    runner.edit("plugin-a", "secret", "fourth-1234");
    runner.edit("org.example", "password", "fifth-1234");

    assertThat(secrets.masked("fourth-1234 fifth-1234"))
        .as("what an app has is masked under its own name only")
        .isEqualTo("******** fifth-1234");
    assertThat(secrets.masked("org.example", "password", "fifth-1234")).isEqualTo(MASK);
    assertThat(runner.concealed()).contains("fourth-1234").doesNotContain("fifth-1234");
  }

  /** Or the log would mask every secret that there ever was. */
  @Test
  public void log_isToldWhatASecretReplaces_andWhatHasGone() throws Exception {
    runner.write(
        """
        { "plugins": [["plugin-a", { "secret": "first-1234", "token": "stays-1234" }]] }
        """);
    runner.start();
    var _ = runner.secrets();

    runner.edit("plugin-a", "secret", "second-1234");
    assertThat(runner.concealed())
        .contains("second-1234", "stays-1234")
        .doesNotContain("first-1234");

    runner.delete("plugin-a");
    assertThat(runner.concealed()).doesNotContain("second-1234");
  }

  @Test
  public void secrets_inTexts_areKnownElsewhere() throws Exception {
    runner.write(
        """
        { "plugins": [["plugin-a", { "url": "redis://:first-1234@h",
          "headers": ["Authorization: Bearer second-1234"],
          "list": [{ "db": "a://h?password=third-1234" }],
          "env": ["DB_PASSWORD=fourth-1234"], "args": ["--token", "fifth-1234"],
          "more": [{ "name": "API_TOKEN", "value": "sixth-1234" }] }]] }
        """);
    runner.start();
    SecretKeeper secrets = runner.secrets();

    assertThat(secrets.masked("first-1234 second-1234 third-1234"))
        .isEqualTo("******** ******** ********");
    assertThat(secrets.masked("fourth-1234 fifth-1234 sixth-1234 API_TOKEN"))
        .isEqualTo("******** ******** ******** API_TOKEN");
    assertThat(secrets.masked("plugin-a", "url", "redis://:first-1234@h"))
        .isEqualTo("redis://:********@h");
    assertThat(runner.concealed()).contains("first-1234", "second-1234", "third-1234");
  }

  @Test
  public void form_whoseMasksWereLeftAlone_keepsTheSecrets() throws Exception {
    runner.write("{ \"plugins\": [[\"plugin-a\", { \"secret\": \"old\", \"token\": 5 }]] }");
    runner.start();
    ConsoleForms forms = new ConsoleForms(runner.keeper(), runner.secrets());
    Dictionary<String, Object> form = form(Map.of("secret", MASK, "token", MASK, "text", "new"));

    forms.updateConfiguration(null, "plugin-a", form);

    assertThat(FrameworkUtil.asMap(form))
        .isEqualTo(Map.of("secret", "old", "token", 5L, "text", "new"));
  }

  @Test
  public void form_withAnotherSecret_orWithNone_isTaken() throws Exception {
    runner.write("{ \"plugins\": [[\"plugin-a\", { \"secret\": \"old\", \"token\": \"t\" }]] }");
    runner.start();
    ConsoleForms forms = new ConsoleForms(runner.keeper(), runner.secrets());
    Dictionary<String, Object> form = form(Map.of("secret", "new", "token", ""));

    forms.updateConfiguration(null, "plugin-a", form);

    assertThat(FrameworkUtil.asMap(form)).isEqualTo(Map.of("secret", "new", "token", ""));
  }

  @Test
  public void form_ofAConfigurationWithAStrangeName_getsNoSecretsOfOthers() throws Exception {
    runner.write("{ \"plugins\": [[\"plugin-a\", { \"secret\": \"old\" }]] }");
    runner.start();
    SecretKeeper secrets = runner.secrets();

    assertThat(secrets.restored("plugin-a", "secret", MASK)).contains("old");
    for (String pid : List.of("*", "plugin*", "a)(b", "a\\b")) {
      assertThat(secrets.restored(pid, "secret", MASK)).as(pid).isEmpty();
    }
  }

  @Test
  public void form_withAMaskForNothing_isRefused() throws Exception {
    runner.start();
    ConsoleForms forms = new ConsoleForms(runner.keeper(), runner.secrets());

    assertThatThrownBy(
            () -> forms.updateConfiguration(null, "plugin-a", form(Map.of("secret", MASK))))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Nothing was saved: secret has ******** where nobody knows which secret that was."
                + " Write the secret in its place.");
  }

  /** One that can be changed, as the console's can. */
  @SuppressWarnings("JdkObsolete")
  private static Dictionary<String, Object> form(Map<String, Object> values) {
    return new Hashtable<>(values);
  }
}
