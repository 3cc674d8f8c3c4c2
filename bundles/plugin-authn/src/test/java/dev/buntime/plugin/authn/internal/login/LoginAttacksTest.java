package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.Rule;
import org.junit.Test;

/** What others may try with a login. Nobody is logged in by any of it. */
public class LoginAttacksTest {
  @Rule public final LoginRule rule = LoginRule.patient();

  @Test
  public void callback_whenTheStateIsAnother_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String back = FakeBrowser.visit(browser.begin("/shop/"));

    for (String state :
        List.of("", "x", "A".repeat(43), "../" + "A".repeat(40), "%0d%0aX:y", "A".repeat(5000))) {
      refused(browser, back.replaceAll("state=[^&]*", "state=" + state), 400, "not under way");
    }
    refused(browser, back.replaceAll("&state=[^&]*", ""), 400, "not under way");
    assertThat(rule.provider().tokenRequests).as("no code was used").hasValue(0);
  }

  @Test
  public void callback_whenTheStateDiffersBehindTheNameOfItsCookie_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String back = FakeBrowser.visit(browser.begin("/shop/"));
    String state = Objects.requireNonNull(FakeProvider.queryOf(back).get("state"));
    char last = state.charAt(42) == 'A' ? 'B' : 'A';

    refused(browser, back.replace(state, state.substring(0, 42) + last), 400, "not under way");
  }

  @Test
  public void callback_whenTheLoginBeganInAnotherBrowser_isRefused() {
    BrowserLogin login = rule.login();
    FakeBrowser attacker = new FakeBrowser(login);
    FakeBrowser victim = new FakeBrowser(login);
    victim.begin("/");

    // Login CSRF: the victim's browser is sent to the attacker's callback.
    refused(victim, FakeBrowser.visit(attacker.begin("/")), 400, "not under way");
  }

  @Test
  public void callback_whenCookiesOfTwoLoginsAreSwapped_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String one = FakeBrowser.visit(browser.begin("/one"));
    String name = browser.cookies.keySet().iterator().next();
    browser.begin("/two");
    String other =
        browser.cookies.keySet().stream().filter(each -> !each.equals(name)).findFirst().get();
    browser.cookies.put(name, Objects.requireNonNull(browser.cookies.get(other)));

    refused(browser, one, 400, "not under way");
  }

  @Test
  public void callback_whenItsCookieIsChanged_isRefused() {
    for (Consumer<Map<String, String>> change :
        List.<Consumer<Map<String, String>>>of(
            Map::clear,
            all -> all.replaceAll((_, value) -> value.substring(1)),
            all -> all.replaceAll((_, value) -> value.substring(0, value.length() - 2)),
            all -> all.replaceAll((_, value) -> "B" + value.substring(1)),
            all -> all.replaceAll((_, _) -> ""),
            all -> all.replaceAll((_, _) -> "x".repeat(4000)))) {
      FakeBrowser browser = new FakeBrowser(rule.login());
      String back = FakeBrowser.visit(browser.begin("/shop/"));
      change.accept(browser.cookies);

      refused(browser, back, 400, "not under way");
    }
  }

  @Test
  public void callback_whenItComesTwice_isRefusedTheSecondTime() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String back = FakeBrowser.visit(browser.begin("/shop/"));
    Map<String, String> before = Map.copyOf(browser.cookies);
    assertThat(browser.get(back).status()).isEqualTo(303);

    browser.cookies.clear();
    refused(browser, back, 400, "not under way");
    browser.cookies.putAll(before);
    refused(browser, back, 400, "not under way");
    assertThat(rule.provider().tokenRequests).hasValue(1);
  }

  @Test
  public void callback_whenTheCodeIsOfAnotherLogin_isRefusedByPkce() {
    BrowserLogin login = rule.login();
    FakeBrowser victim = new FakeBrowser(login);
    String stolen =
        Objects.requireNonNull(
            FakeProvider.queryOf(FakeBrowser.visit(victim.begin("/"))).get("code"));
    FakeBrowser attacker = new FakeBrowser(login);
    String back = FakeBrowser.visit(attacker.begin("/"));

    refused(attacker, back.replaceAll("code=[^&]*", "code=" + stolen), 502, "provider refuses");
  }

  @Test
  public void callback_whenItComesTooLate_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String back = FakeBrowser.visit(browser.begin("/shop/"));

    rule.clock.pass(PendingLogin.LONGEST);

    refused(browser, back, 400, "not under way");
  }

  @Test
  public void callback_whenItIsAmbiguousOrMalformed_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String back = FakeBrowser.visit(browser.begin("/shop/"));

    refused(browser, back + "&code=other", 400, "malformed");
    refused(browser, back + "&state=other", 400, "malformed");
    refused(browser, back + "&iss=https://evil.example", 400, "malformed");
    refused(browser, back + "&x=%zz", 400, "malformed");
    refused(browser, back + "&x".repeat(100), 400, "malformed");
    assertThat(browser.get(back).status()).as("the login itself is untouched").isEqualTo(303);
  }

  @Test
  public void callback_whenThereIsNoCode_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());

    refused(
        browser,
        FakeBrowser.visit(browser.begin("/")).replaceAll("code=[^&]*&", ""),
        400,
        "malformed");
    refused(
        browser,
        FakeBrowser.visit(browser.begin("/")).replaceAll("code=[^&]*", "code=" + "x".repeat(5000)),
        400,
        "malformed");
  }

  @Test
  public void callback_whenItIsOfAnotherProvider_isRefused() {
    for (Consumer<Map<String, String>> change :
        List.<Consumer<Map<String, String>>>of(
            query -> query.put("iss", "https://evil.example"),
            query -> query.put("iss", rule.provider().issuer() + "/"),
            query -> query.remove("iss"))) {
      rule.provider().comeback = change;
      FakeBrowser browser = new FakeBrowser(rule.login());

      refused(browser, FakeBrowser.visit(browser.begin("/")), 400, "another provider");
    }
    assertThat(rule.provider().tokenRequests).as("no code was used").hasValue(0);
  }

  @Test
  public void callback_whenTheProviderNeverNamesItself_isTaken() {
    rule.provider().metadata =
        members -> members.remove("authorization_response_iss_parameter_supported");
    rule.provider().comeback = query -> query.remove("iss");

    assertThat(new FakeBrowser(rule.login()).logIn("/").status()).isEqualTo(303);
  }

  @Test
  public void callback_whenTheIdTokenDoesNotHold_isRefused() {
    for (Consumer<Map<String, Object>> change :
        List.<Consumer<Map<String, Object>>>of(
            claims -> claims.put("nonce", "other"),
            claims -> claims.remove("nonce"),
            claims -> claims.put("aud", "other"),
            claims -> claims.remove("aud"),
            claims -> claims.put("aud", List.of("buntime", "other")),
            claims -> claims.put("azp", "other"),
            claims -> claims.put("iss", "https://evil.example"),
            claims -> claims.remove("iss"),
            claims -> claims.put("exp", rule.clock.instant().getEpochSecond()),
            claims -> claims.remove("exp"),
            claims -> claims.remove("sub"),
            claims -> claims.put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA"),
            claims -> claims.put("at_hash", ""),
            claims -> claims.put("at_hash", 7))) {
      rule.provider().idClaims = change;
      FakeBrowser browser = new FakeBrowser(rule.login());

      refused(browser, FakeBrowser.visit(browser.begin("/")), 502, "does not hold");
    }
  }

  @Test
  public void callback_whenTheIdTokenIsForSeveralAndNamesThisClient_isTaken() {
    rule.provider().idClaims =
        claims -> {
          claims.put("aud", List.of("buntime", "other"));
          claims.put("azp", "buntime");
          claims.remove("at_hash");
        };

    assertThat(new FakeBrowser(rule.login()).logIn("/").status()).isEqualTo(303);
  }

  @Test
  public void callback_whenTheIdTokenIsForgedOrMissing_isRefused() {
    for (String forged :
        List.of(
            "",
            "x",
            "..",
            "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAA")) {
      rule.provider().idToken = _ -> forged;
      FakeBrowser browser = new FakeBrowser(rule.login());

      refused(browser, FakeBrowser.visit(browser.begin("/")), 502, "does not hold");
    }
    rule.provider().idToken = token -> token.substring(0, token.length() - 4) + "AAAA";
    FakeBrowser browser = new FakeBrowser(rule.login());
    refused(browser, FakeBrowser.visit(browser.begin("/")), 502, "does not hold");
  }

  @Test
  public void callback_whenTheAnswerWithTokensIsNonsense_isRefused() {
    for (Consumer<Map<String, Object>> change :
        List.<Consumer<Map<String, Object>>>of(
            members -> members.remove("access_token"),
            members -> members.put("token_type", "mac"),
            members -> members.put("access_token", 7),
            Map::clear)) {
      rule.provider().grant = change;
      FakeBrowser browser = new FakeBrowser(rule.login());

      refused(browser, FakeBrowser.visit(browser.begin("/")), 503, "does not answer");
    }
  }

  @Test
  public void callback_whenTheProviderSaysNo_showsItsWordsAsText() {
    String html = "<script>alert(1)</script>\"'>&\r\nSet-Cookie: x=y\u202e" + "z".repeat(1000);
    for (String error :
        List.of("access_denied", "invalid_scope", "<b>", "temporarily_unavailable")) {
      rule.provider().comeback =
          query -> {
            query.remove("code");
            query.put("error", error);
            query.put("error_description", html);
          };
      FakeBrowser browser = new FakeBrowser(rule.login());

      Decision.Answer answer = browser.get(FakeBrowser.visit(browser.begin("/a?b=\"'")));

      assertThat(answer.status())
          .isEqualTo(
              switch (error) {
                case "access_denied" -> 403;
                case "temporarily_unavailable" -> 503;
                default -> 502;
              });
      assertThat(text(answer))
          .contains(
              "The provider says: ", "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&amp;")
          .doesNotContain("<script", "<b>", "\u202e", "zzz".repeat(150))
          .contains("href=\"/_/plugin-authn/login?redirect=%2Fa%3Fb%3D%22%27\"");
      assertThat(FakeBrowser.header(answer, "Content-Security-Policy"))
          .isEqualTo("default-src 'none'; style-src 'unsafe-inline'");
      assertThat(browser.check().identity()).isEmpty();
    }
    assertThat(rule.provider().tokenRequests).hasValue(0);
  }

  @Test
  public void callback_whenAnErrorIsOfNoLogin_repeatsNothingOfIt() {
    Decision.Answer answer =
        new FakeBrowser(rule.login())
            .get("/_/plugin-authn/callback?error=x&error_description=Call+0900");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(text(answer)).doesNotContain("0900");
  }

  @Test
  public void callback_whenTheTokenEndpointRefuses_showsItsWordsAsText() {
    rule.provider().tokenError = "invalid_client";
    FakeBrowser browser = new FakeBrowser(rule.login());

    Decision.Answer answer = browser.get(FakeBrowser.visit(browser.begin("/")));

    assertThat(answer.status()).isEqualTo(502);
    assertThat(text(answer)).contains("invalid_client: &lt;b&gt;no&lt;/b&gt; tokens");
  }

  @Test
  public void login_whenTheTargetIsForeign_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    for (String target :
        List.of(
            "https%3A%2F%2Fevil.example",
            "%2F%2Fevil.example",
            "%2F%5Cevil.example",
            "%2F%252Fevil.example",
            "%2Fa%0d%0aSet-Cookie:x=y",
            "%2F%09%2Fevil.example",
            "%2F&redirect=https%3A%2F%2Fevil.example",
            "%2F_%2Fplugin-authn%2Flogin",
            "%zz")) {
      Decision.Answer answer = browser.get("/_/plugin-authn/login?redirect=" + target);

      assertThat(answer.status()).as(target).isEqualTo(400);
      assertThat(text(answer)).as(target).doesNotContain("evil");
      assertThat(browser.cookies).isEmpty();
    }
  }

  @Test
  public void login_whenTheHostIsForged_sendsNoCodeThere() {
    FakeBrowser browser = new FakeBrowser(rule.login(), "http", "evil.example");
    for (String page : List.of("login", "callback?code=a&state=b")) {
      Decision.Answer answer = browser.get("/_/plugin-authn/" + page);

      assertThat(answer.status()).isEqualTo(400);
      assertThat(text(answer)).contains("login.publicUrl").doesNotContain("evil");
    }
    BrowserLogin configured = rule.login(LoginRule.at("https://apps.example.org"));
    assertThat(
            FakeProvider.queryOf(new FakeBrowser(configured, "https", "evil.example").begin("/")))
        .containsEntry("redirect_uri", "https://apps.example.org/_/plugin-authn/callback");
  }

  @Test
  public void session_whenItsCookieIsChanged_isNone() {
    BrowserLogin login = rule.login();
    FakeBrowser browser = new FakeBrowser(login);
    browser.logIn("/");
    String value = Objects.requireNonNull(browser.cookies.get("buntime-session"));
    FakeBrowser other = new FakeBrowser(login);
    other.begin("/");
    String swapped = other.cookies.values().iterator().next();

    for (String changed :
        List.of(
            "",
            "x",
            swapped,
            value.substring(1),
            value.substring(0, value.length() - 4),
            value.substring(0, 40) + "AAAA" + value.substring(44),
            value + "AAAA",
            value.toUpperCase(java.util.Locale.ROOT))) {
      browser.cookies.put("buntime-session", changed);

      assertThat(browser.check()).as(changed).isEqualTo(Visitor.NONE);
    }
    browser.cookies.put("buntime-session", value);
    assertThat(browser.check().identity()).isPresent();
  }

  @Test
  public void session_whenItIsOfAnotherClientOrSecret_isNone() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");
    String secret = "fedcba9876543210fedcba9876543210";

    assertThat(with(browser, rule.login(LoginRule.options(secret))).check().identity()).isEmpty();
    assertThat(with(browser, rule.login(LoginRule.at(), "other")).check().identity()).isEmpty();
    assertThat(with(browser, rule.login()).check().identity()).as("a restart").isPresent();
  }

  @Test
  public void logout_whenAnotherSiteAsks_isRefused() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");

    Decision decision =
        browser.ask(
            browser.sent(
                FakeRequest.of("POST", "/_/plugin-authn/logout")
                    .with("Accept", "text/html")
                    .with("Sec-Fetch-Site", "cross-site")));

    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class, refusal -> assertThat(refusal.code().status()).isEqualTo(403));
    assertThat(browser.check().identity()).isPresent();
  }

  @Test
  public void session_neverLastsLongerThanItsLimits() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");
    rule.clock.pass(Duration.ofHours(1));

    assertThat(browser.check().identity()).as("unused for an hour").isEmpty();

    browser.logIn("/");
    for (int minutes = 0; minutes < 8 * 60 - 10; minutes += 10) {
      rule.clock.pass(Duration.ofMinutes(10));
      assertThat(browser.check().identity()).as(minutes + " min").isPresent();
    }
    rule.clock.pass(Duration.ofMinutes(10));
    assertThat(browser.check().identity()).as("after eight hours").isEmpty();
  }

  private static FakeBrowser with(FakeBrowser browser, BrowserLogin login) {
    FakeBrowser other = new FakeBrowser(login);
    other.cookies.putAll(browser.cookies);
    return other;
  }

  private static void refused(FakeBrowser browser, String back, int status, String why) {
    Decision.Answer answer = browser.get(back);
    assertThat(answer.status()).as(back).isEqualTo(status);
    assertThat(text(answer)).as(back).contains(why);
    assertThat(browser.cookies).as(back).doesNotContainKey("buntime-session");
    assertThat(browser.check().identity()).as(back).isEmpty();
  }

  private static String text(Decision.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
