package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.Jsonc;
import dev.buntime.jsonc.JsoncException;
import java.time.Duration;
import org.junit.Test;

/** The options of the browser login. */
public class LoginOptionsTest {
  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  @Test
  public void read_whenNothingIsSaid_hasDefaults() throws JsoncException {
    assertThat(read("{}")).isEqualTo(LoginOptions.DEFAULT);
  }

  @Test
  public void read_takesAllOptions() throws JsoncException {
    LoginOptions options =
        read(
            """
            {
              "publicUrl": ["https://apps.example.org", "http://localhost:8000/"],
              "cookieSecret": "%s",
              "previousCookieSecrets": ["%s"],
              "scopes": ["email", "openid"],
              "sessionMaxAge": "12h",
              "sessionIdleTimeout": 600,
              "afterLogout": "/bye/"
            }
            """
                .formatted(SECRET, "x" + SECRET));

    assertThat(options.publicUrls())
        .containsExactly(
            new PublicOrigin("https", "apps.example.org"),
            new PublicOrigin("http", "localhost:8000"));
    assertThat(options.cookieSecret()).contains(SECRET);
    assertThat(options.previousSecrets()).containsExactly("x" + SECRET);
    assertThat(options.scopes()).containsExactly("openid", "email");
    assertThat(options.limits())
        .isEqualTo(new SessionLimits(Duration.ofHours(12), Duration.ofMinutes(10)));
    assertThat(options.afterLogout()).isEqualTo(new LocalPath("/bye/"));
    assertThat(options.toString()).doesNotContain(SECRET);
  }

  @Test
  public void read_whenAnOptionIsWrong_saysWhatIsAllowed() {
    refused("{\"publicUrls\": 1}", "login.publicUrls is not a known key; did you mean publicUrl?");
    refused("{\"publicUrl\": \"apps.example.org\"}", "\"https://apps.example.org\"");
    refused("{\"publicUrl\": \"http://apps.example.org\"}", "with https");
    refused("{\"publicUrl\": []}", "login.publicUrl is a list");
    refused("{\"scopes\": \"a b\"}", "login.scopes is \"a b\"");
    refused("{\"sessionMaxAge\": 1}", "login.sessionMaxAge is 1; allowed is 60000 ms");
    refused("{\"sessionMaxAge\": 60}", "login.sessionIdleTimeout is longer");
    refused("{\"sessionIdleTimeout\": -1}", "login.sessionIdleTimeout is -1");
    refused("{\"afterLogout\": \"//evil.example\"}", "login.afterLogout is \"//evil.example\"");
    refused("7", "login is 7; allowed is an object");
  }

  @Test
  public void read_whenASecretIsWeak_doesNotRepeatIt() {
    for (String wrong : new String[] {"\"hunter2hunter2\"", "12345678", "[\"hunter2hunter2\"]"}) {
      assertThatThrownBy(() -> read("{\"cookieSecret\": " + wrong + "}"))
          .isInstanceOf(JsoncException.class)
          .hasMessageContaining("login.cookieSecret")
          .hasMessageContaining("at least 32 random characters")
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "12345678"));
    }
    refused(
        "{\"previousCookieSecrets\": [" + ("\"" + SECRET + "\",").repeat(6) + "]}",
        "more than 5 secrets");
  }

  private static void refused(String login, String why) {
    assertThatThrownBy(() -> read(login))
        .as(login)
        .isInstanceOf(JsoncException.class)
        .hasMessageContaining(why);
  }

  private static LoginOptions read(String login) throws JsoncException {
    return LoginOptions.read(
        Jsonc.parse("test", "{\"login\": " + login + "}").getFirst().setting());
  }
}
