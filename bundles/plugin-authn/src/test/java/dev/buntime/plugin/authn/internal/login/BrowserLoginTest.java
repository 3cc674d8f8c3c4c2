package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.HeaderChange;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.Rule;
import org.junit.Test;

/** Logins as they should be, from the first request to the logout. */
public class BrowserLoginTest {
  @Rule public final LoginRule rule = LoginRule.patient();

  @Test
  public void login_asksTheProviderWithAllThatProtectsIt() {
    FakeBrowser browser = new FakeBrowser(rule.login());

    String address = browser.begin("/shop/cart?x=1");

    assertThat(address).startsWith(rule.provider().issuer() + "/authorize?tenant=a&");
    Map<String, String> query = FakeProvider.queryOf(address);
    assertThat(query)
        .containsEntry("response_type", "code")
        .containsEntry("client_id", "buntime")
        .containsEntry("redirect_uri", "http://localhost:8000/_/plugin-authn/callback")
        .containsEntry("scope", "openid profile")
        .containsEntry("code_challenge_method", "S256");
    assertThat(query.get("state")).matches("[A-Za-z0-9_-]{43}");
    assertThat(query.get("nonce")).matches("[A-Za-z0-9_-]{43}").isNotEqualTo(query.get("state"));
    assertThat(query.get("code_challenge")).matches("[A-Za-z0-9_-]{43}");
  }

  @Test
  public void login_endsWhereItWasToAndSaysWhoItIs() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    assertThat(browser.check().identity()).isEmpty();

    Decision.Answer answer = browser.logIn("/shop/cart?x=1&y=%2F");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(FakeBrowser.location(answer)).isEqualTo("/shop/cart?x=1&y=%2F");
    assertThat(FakeBrowser.header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(FakeBrowser.header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(browser.check().identity().orElseThrow().name()).isEqualTo("Ada Lovelace");
    assertThat(browser.cookies).as("that of the login is gone").containsOnlyKeys("buntime-session");
  }

  @Test
  public void login_atKeycloak_hasTheRolesOfTheAccessToken() {
    rule.provider().idClaims =
        claims -> {
          claims.put("roles", List.of("admin-by-id-token"));
          claims.put("groups", List.of("group-by-id-token"));
          claims.put("realm_access", Map.of("roles", List.of("admin-by-id-token")));
        };
    rule.provider().accessClaims =
        claims -> {
          claims.put("realm_access", Map.of("roles", List.of("realm-role", "buntime:admin")));
          claims.put(
              "resource_access",
              Map.of(
                  FakeProvider.CLIENT,
                  Map.of("roles", List.of("client-role")),
                  "shop",
                  Map.of("roles", List.of("client-role"))));
          claims.put("groups", List.of("staff"));
        };
    FakeBrowser browser = new FakeBrowser(rule.keycloakLogin());
    browser.logIn("/");

    Identity ada = browser.check().identity().orElseThrow();
    assertThat(ada.roles())
        .containsExactlyInAnyOrder("realm-role", "client-role", "shop:client-role");
    assertThat(ada.groups()).containsExactly("staff");
    assertThat(ada.claims().toString()).doesNotContain("by-id-token");
    assertThat(ada.name()).isEqualTo("Ada Lovelace");
  }

  @Test
  public void login_atKeycloak_whenTheAccessTokenDoesNotBelongToIt_isRefused() {
    for (Consumer<Map<String, Object>> change :
        List.<Consumer<Map<String, Object>>>of(
            claims -> claims.put("sub", "eve"),
            claims -> claims.put("iss", "https://evil.example"),
            claims -> claims.put("exp", 1))) {
      rule.provider().accessClaims = change;

      assertThat(new FakeBrowser(rule.keycloakLogin()).logIn("/").status()).isEqualTo(502);
    }
  }

  @Test
  public void login_whenClaimsAreRequired_takesNoIdTokenWithoutThem() {
    BrowserLogin login = rule.login(OpenIdProvider.Kind.ANY, Map.of("tenant", List.of("a", "b")));
    assertThat(new FakeBrowser(login).logIn("/").status()).as("none").isEqualTo(502);
    rule.provider().idClaims = claims -> claims.put("tenant", "c");
    assertThat(new FakeBrowser(login).logIn("/").status()).as("another").isEqualTo(502);

    rule.provider().idClaims = claims -> claims.put("tenant", "b");
    assertThat(new FakeBrowser(login).logIn("/").status()).isEqualTo(303);
    rule.provider().idClaims =
        claims -> {
          claims.put("tenant", "b");
          claims.put("nonce", "another");
        };
    assertThat(new FakeBrowser(login).logIn("/").status()).as("nonce").isEqualTo(502);
  }

  @Test
  public void login_atKeycloak_whenClaimsAreRequired_asksTheAccessTokenForThem() {
    BrowserLogin login = rule.login(OpenIdProvider.Kind.KEYCLOAK, Map.of("tenant", List.of("a")));
    rule.provider().accessClaims = claims -> claims.put("tenant", "a");
    assertThat(new FakeBrowser(login).logIn("/").status()).isEqualTo(303);

    rule.provider().accessClaims = _ -> {};
    rule.provider().idClaims = claims -> claims.put("tenant", "a");
    assertThat(new FakeBrowser(login).logIn("/").status()).isEqualTo(502);
  }

  @Test
  public void callback_whenTooManyAreUnderWay_putsOffTheNextOne() {
    BrowserLogin login = rule.login();
    List<FakeBrowser> browsers =
        Stream.generate(() -> new FakeBrowser(login)).limit(LoginCallback.MOST + 1L).toList();
    List<String> back = browsers.stream().map(each -> FakeBrowser.visit(each.begin("/"))).toList();
    FakeBrowser last = browsers.getLast();
    CountDownLatch hang = new CountDownLatch(1);
    rule.provider().hang = hang;
    List<Decision> waiting = new ArrayList<>();
    for (int i = 0; i < LoginCallback.MOST; i++) {
      waiting.add(login.answer(browsers.get(i).navigation(back.get(i))).orElseThrow());
    }

    Decision.Answer put = last.get(back.getLast());

    assertThat(put.status()).isEqualTo(503);
    assertThat(new String(put.body(), StandardCharsets.UTF_8))
        .contains("Too many logins are under way");
    hang.countDown();
    for (Decision each : waiting) {
      assertThat(((Decision.Later) each).decision().toCompletableFuture().join())
          .isInstanceOfSatisfying(
              Decision.Answer.class, answer -> assertThat(answer.status()).isEqualTo(303));
    }
    assertThat(last.logIn("/").status()).as("there are permits again").isEqualTo(303);
  }

  @Test
  public void redirectToLogin_comesBackToWhatWasAskedFor() {
    BrowserLogin login = rule.login();
    FakeBrowser browser = new FakeBrowser(login);

    String start =
        FakeBrowser.location(login.redirectToLogin(browser.navigation("/shop/a%20b?x=1&y=2")));

    assertThat(start).isEqualTo("/_/plugin-authn/login?redirect=%2Fshop%2Fa%2520b%3Fx%3D1%26y%3D2");
    String back = FakeBrowser.visit(FakeBrowser.location(browser.get(start)));
    assertThat(FakeBrowser.location(browser.get(back))).isEqualTo("/shop/a%20b?x=1&y=2");
  }

  @Test
  public void redirectToLogin_whenThePathIsHostile_comesBackToTheStartPage() {
    BrowserLogin login = rule.login();
    for (String path : List.of("//evil.example/a", "/\\evil.example", "/a/../../b")) {
      assertThat(FakeBrowser.location(login.redirectToLogin(FakeRequest.navigation(path))))
          .as(path)
          .isEqualTo("/_/plugin-authn/login?redirect=%2F");
    }
    assertThat(
            FakeBrowser.location(
                login.redirectToLogin(FakeRequest.navigation("/a?" + "x".repeat(2000)))))
        .as("a long query is left out")
        .isEqualTo("/_/plugin-authn/login?redirect=%2Fa");
  }

  @Test
  public void cookies_overTls_areOfThisHostAlone() {
    FakeBrowser browser =
        new FakeBrowser(
            rule.login(LoginRule.at("https://apps.example.org")), "http", "apps.example.org");

    Decision.Answer begun = browser.get("/_/plugin-authn/login");
    Decision.Answer answer = browser.get(FakeBrowser.visit(FakeBrowser.location(begun)));

    assertThat(FakeBrowser.header(begun, "Set-Cookie"))
        .matches(
            "__Host-buntime-login-[A-Za-z0-9_-]{16}=[A-Za-z0-9_-]+"
                + "; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure");
    assertThat(FakeBrowser.header(answer, "Set-Cookie"))
        .matches(
            "__Host-buntime-session=[A-Za-z0-9_-]+; Path=/; HttpOnly; SameSite=Lax; Secure"
                + " \\| __Host-buntime-login-[A-Za-z0-9_-]{16}="
                + "; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    assertThat(FakeProvider.queryOf(FakeBrowser.location(begun)))
        .containsEntry("redirect_uri", "https://apps.example.org/_/plugin-authn/callback");
    assertThat(browser.check().identity()).isPresent();
    browser.cookies.put("buntime-session", browser.cookies.remove("__Host-buntime-session"));
    assertThat(browser.check().identity()).as("without its prefix").isEmpty();
  }

  @Test
  public void login_whenSeveralTabsDoSoAtOnce_allEndWhereTheyWereTo() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    List<String> begun = new ArrayList<>();
    for (int tab = 0; tab < LoginCookies.MOST; tab++) {
      begun.add(browser.begin("/shop/" + tab));
    }

    for (int tab = LoginCookies.MOST - 1; tab >= 0; tab--) {
      assertThat(FakeBrowser.location(browser.get(FakeBrowser.visit(begun.get(tab)))))
          .isEqualTo("/shop/" + tab);
    }
    assertThat(browser.check().identity()).isPresent();
  }

  @Test
  public void login_whenTheSamePersonHasASession_leavesItToItsTab() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String one = browser.begin("/one");
    String two = browser.begin("/two");
    browser.get(FakeBrowser.visit(one));
    String first = browser.cookies.get("buntime-session");

    browser.get(FakeBrowser.visit(two));

    assertThat(browser.check().identity()).isPresent();
    browser.cookies.put("buntime-session", first);
    assertThat(browser.check().identity()).as("of a request that is under way").isPresent();
  }

  @Test
  public void login_whenSomebodyElseHasASession_endsIt() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String one = browser.begin("/one");
    String two = browser.begin("/two");
    browser.get(FakeBrowser.visit(one));
    String first = browser.cookies.get("buntime-session");
    rule.provider().idClaims = claims -> claims.put("sub", "eve");

    browser.get(FakeBrowser.visit(two));

    assertThat(browser.check().identity().orElseThrow().sub()).isEqualTo("eve");
    browser.cookies.put("buntime-session", first);
    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void login_whenManyAreUnderWay_theOldestMakesRoom() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    String first = browser.begin("/shop/first");
    for (int tab = 0; tab < LoginCookies.MOST; tab++) {
      rule.clock.pass(Duration.ofSeconds(1));
      browser.begin("/shop/" + tab);
    }

    assertThat(browser.cookies).hasSize(LoginCookies.MOST);
    assertThat(browser.get(FakeBrowser.visit(first)).status()).isEqualTo(400);
  }

  @Test
  public void login_whenTargetsAreLong_itsCookiesStillFitAHeader() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    for (int tab = 0; tab < LoginCookies.MOST; tab++) {
      browser.begin("/" + "a".repeat(LocalPath.LONGEST - 1));
    }

    assertThat(browser.navigation("/").headers("Cookie").getFirst().length()).isLessThan(6000);
  }

  @Test
  public void login_whenThereIsASession_goesOnAtOnce() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");

    assertThat(browser.begin("/shop/")).isEqualTo("/shop/");
  }

  @Test
  public void session_tellsWhoItIs_orThatThereIsNone() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    assertThat(browser.ask(browser.navigation("/_/plugin-authn/session")))
        .isInstanceOfSatisfying(
            Decision.Refuse.class, refusal -> assertThat(refusal.code().status()).isEqualTo(401));
    browser.logIn("/");

    Decision.Answer answer = browser.get("/_/plugin-authn/session");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(FakeBrowser.header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(FakeBrowser.header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(text(answer))
        .startsWith(
            "{\"sub\":\"ada\",\"name\":\"Ada Lovelace\",\"email\":\"ada@example.org\","
                + "\"roles\":[\"reader\"],\"groups\":[],\"claims\":{")
        .endsWith("\"expires\":\"2026-01-02T11:04:05Z\"}")
        .doesNotContain("refresh-", "access-");
  }

  @Test
  public void logout_endsTheSessionHereAndAtTheProvider() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");
    String copied = browser.cookies.get("buntime-session");

    Decision.Answer answer =
        (Decision.Answer)
            browser.ask(
                browser.sent(
                    FakeRequest.of("POST", "/_/plugin-authn/logout")
                        .with("Accept", "text/html")
                        .with("Sec-Fetch-Mode", "navigate")
                        .with("Sec-Fetch-Site", "same-origin")));

    assertThat(answer.status()).isEqualTo(303);
    assertThat(FakeBrowser.location(answer)).startsWith(rule.provider().issuer() + "/logout?");
    assertThat(FakeProvider.queryOf(FakeBrowser.location(answer)))
        .containsEntry("client_id", "buntime")
        .containsEntry("post_logout_redirect_uri", "http://localhost:8000/")
        .hasEntrySatisfying("id_token_hint", hint -> assertThat(hint).startsWith("ey"));
    assertThat(browser.cookies).isEmpty();
    browser.cookies.put("buntime-session", copied);
    assertThat(browser.check().identity()).as("a copy of the cookie").isEmpty();
  }

  @Test
  public void logout_tellsAScriptWhereToGo() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");

    Decision.Answer answer =
        (Decision.Answer)
            browser.ask(
                browser.sent(
                    FakeRequest.of("POST", "/_/plugin-authn/logout")
                        .with("Accept", "*/*")
                        .with("Sec-Fetch-Mode", "cors")
                        .with("Sec-Fetch-Site", "same-origin")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).startsWith("{\"location\":\"" + rule.provider().issuer() + "/logout?");
    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void logout_whenTheProviderHasNone_endsTheSessionHere() {
    rule.provider().metadata = members -> members.remove("end_session_endpoint");
    FakeBrowser browser = new FakeBrowser(rule.login());
    browser.logIn("/");

    Decision.Answer answer =
        (Decision.Answer)
            browser.ask(
                browser.sent(
                    FakeRequest.of("POST", "/_/plugin-authn/logout").with("Accept", "text/html")));

    assertThat(FakeBrowser.location(answer)).isEqualTo("/");
    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void pages_takeTheirMethodOnly() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    for (String page : List.of("login", "callback", "session", "logout")) {
      Decision.Answer answer =
          (Decision.Answer) browser.ask(FakeRequest.of("PUT", "/_/plugin-authn/" + page));
      assertThat(answer.status()).as(page).isEqualTo(405);
    }
    assertThat(browser.ask(FakeRequest.navigation("/_/plugin-authn/logout")))
        .isInstanceOfSatisfying(
            Decision.Answer.class,
            answer -> assertThat(FakeBrowser.header(answer, "Allow")).isEqualTo("POST"));
    assertThat(rule.login().answer(FakeRequest.navigation("/_/plugin-authn/keys"))).isEmpty();
  }

  /** Nobody is logged in by it, and no code is used up. */
  @Test
  public void pages_areThereForHeadAsForGet() {
    FakeBrowser browser = new FakeBrowser(rule.login());
    assertThat(browser.ask(FakeRequest.of("HEAD", "/_/plugin-authn/session")))
        .isInstanceOf(Decision.Refuse.class);
    browser.logIn("/");

    for (String method : List.of("GET", "HEAD")) {
      Decision.Answer session =
          (Decision.Answer)
              browser.ask(browser.sent(FakeRequest.of(method, "/_/plugin-authn/session")));
      assertThat(session.status()).as(method).isEqualTo(200);
      assertThat(text(session)).contains("\"sub\":\"ada\"");
      Decision.Answer login =
          (Decision.Answer)
              browser.ask(browser.sent(FakeRequest.of(method, "/_/plugin-authn/login")));
      assertThat(FakeBrowser.location(login)).as(method).isEqualTo("/");
    }
    for (String page : List.of("callback", "logout")) {
      assertThat(browser.ask(FakeRequest.of("HEAD", "/_/plugin-authn/" + page)))
          .isInstanceOfSatisfying(
              Decision.Answer.class, answer -> assertThat(answer.status()).isEqualTo(405));
    }
  }

  @Test
  public void pass_keepsItsCookiesFromApps() {
    BrowserLogin login = rule.login();
    FakeRequest request =
        FakeRequest.navigation("/shop/")
            .with("Cookie", "a=1; buntime-session=x; nameless; b=2")
            .with("Cookie", "__Host-buntime-login-abc=y; buntime-sessions=z");

    assertThat(login.pass(Decision.pass(), request, Visitor.NONE).headers())
        .containsExactly(
            new HeaderChange("Cookie", List.of("a=1; nameless; b=2; buntime-sessions=z")));
    assertThat(
            login
                .pass(
                    Decision.pass(),
                    FakeRequest.navigation("/").with("Cookie", "buntime-session=x"),
                    Visitor.NONE)
                .headers())
        .containsExactly(new HeaderChange("Cookie", List.of()));
    assertThat(
            login
                .pass(
                    Decision.pass(),
                    FakeRequest.navigation("/").with("Cookie", "a=buntime-session"),
                    Visitor.NONE)
                .headers())
        .isEmpty();
  }

  @Test
  public void complete_takesOutWhatAnAppSetsUnderTheLoginsNames() {
    FakeResponse response = new FakeResponse(FakeRequest.navigation("/shop/").forApp());
    response.addHeader("Set-Cookie", "a=1");
    response.addHeader("Set-Cookie", "__Host-buntime-session=theirs; Path=/; Secure");
    response.addHeader("Set-Cookie", " buntime-login-x = y");
    response.addHeader("Set-Cookie", "=buntime-session=theirs; Path=/");
    response.addHeader("Set-Cookie", " = buntime-session=theirs");
    response.addHeader("Set-Cookie", "; Path=/");

    rule.login().complete(response);

    assertThat(response.headers("Set-Cookie")).containsExactly("a=1");
  }

  private static String text(Decision.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
