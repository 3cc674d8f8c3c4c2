package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.plugin.Decision;
import dev.buntime.plugin.Identity;
import dev.buntime.plugin.authn.internal.token.OpenIdProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.Rule;
import org.junit.Test;

/** Sessions whose tokens end, and what comes of them. */
public class RenewalTest {
  private static final Duration TOKENS = Duration.ofMinutes(5);
  private static final String SESSION = "buntime-session";

  @Rule public final LoginRule rule = LoginRule.patient();
  @Rule public final LoginRule impatient = LoginRule.impatient();
  @Rule public final LoginRule hurried = LoginRule.hurried();

  @Test
  public void check_whenTokensAreFresh_asksNobody() {
    FakeBrowser browser = loggedIn(rule);
    rule.clock.pass(TOKENS.minusSeconds(31));

    assertThat(browser.check().cookies()).isEmpty();
    assertThat(rule.provider().tokenRequests).hasValue(1);
  }

  @Test
  public void check_whenTokensAreAboutToEnd_renewsThem() {
    FakeBrowser browser = loggedIn(rule);
    rule.provider().idClaims = claims -> claims.put("name", "Countess of Lovelace");
    rule.clock.pass(TOKENS.minusSeconds(30));

    Visitor visitor = browser.check();

    assertThat(visitor.identity().map(Identity::name)).contains("Countess of Lovelace");
    assertThat(visitor.cookies()).hasSize(1);
    rule.clock.pass(TOKENS.minusSeconds(30));
    assertThat(browser.check().identity()).as("with the new refresh token").isPresent();
    assertThat(rule.provider().tokenRequests).hasValue(3);
  }

  @Test
  public void check_whenManyAskAtOnce_renewsOnce() {
    BrowserLogin login = rule.login();
    FakeBrowser browser = new FakeBrowser(login);
    browser.logIn("/");
    rule.clock.pass(TOKENS);
    rule.provider().hang = new CountDownLatch(1);
    List<CompletableFuture<Visitor>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(login.check(browser.navigation("/shop/")).toCompletableFuture());
    }

    Objects.requireNonNull(rule.provider().hang).countDown();

    for (CompletableFuture<Visitor> each : all) {
      assertThat(each.orTimeout(20, TimeUnit.SECONDS).join().identity()).isPresent();
    }
    assertThat(rule.provider().tokenRequests).as("one login, one renewal").hasValue(2);
  }

  @Test
  public void check_whenTooManyAreRenewed_goesOnAsItIs_andIsRenewedLater() {
    BrowserLogin login = rule.login();
    List<FakeBrowser> browsers =
        Stream.generate(() -> new FakeBrowser(login)).limit(Renewals.MOST + 1L).toList();
    browsers.forEach(each -> each.logIn("/"));
    rule.clock.pass(TOKENS);
    CountDownLatch hang = new CountDownLatch(1);
    rule.provider().hang = hang;
    List<CompletableFuture<Visitor>> waiting = new ArrayList<>();
    for (FakeBrowser each : browsers.subList(0, Renewals.MOST)) {
      waiting.add(login.check(each.navigation("/shop/")).toCompletableFuture());
    }

    FakeBrowser last = browsers.getLast();
    assertThat(login.check(last.navigation("/shop/")).toCompletableFuture())
        .isCompletedWithValueMatching(visitor -> visitor.identity().isPresent());

    hang.countDown();
    for (CompletableFuture<Visitor> each : waiting) {
      assertThat(each.orTimeout(20, TimeUnit.SECONDS).join().cookies()).hasSize(1);
    }
    assertThat(last.check().cookies()).as("renewed").hasSize(1);
    assertThat(rule.provider().tokenRequests).hasValue(2 * (Renewals.MOST + 1));
  }

  @Test
  public void check_whenTheOldCookieComesAgain_doesNotUseItsRefreshTokenTwice() {
    FakeBrowser browser = loggedIn(rule);
    String old = Objects.requireNonNull(browser.cookies.get(SESSION));
    rule.clock.pass(TOKENS);
    browser.check();
    browser.cookies.put(SESSION, old);

    Visitor visitor = browser.check();

    assertThat(visitor.identity()).isPresent();
    assertThat(visitor.cookies()).as("it is given the new one").hasSize(1);
    assertThat(rule.provider().tokenRequests).hasValue(2);
  }

  @Test
  public void check_whenTheProviderEndsTheSession_endsIt() {
    FakeBrowser browser = loggedIn(rule);
    rule.clock.pass(TOKENS);
    rule.provider().tokenError = "invalid_grant";
    String old = Objects.requireNonNull(browser.cookies.get(SESSION));

    Visitor visitor = browser.check();

    assertThat(visitor.identity()).isEmpty();
    assertThat(visitor.cookies()).as("another tab may have logged in anew").isEmpty();
    rule.provider().tokenError = null;
    browser.cookies.put(SESSION, old);
    assertThat(browser.check().identity()).as("for good").isEmpty();
  }

  @Test
  public void check_whenTheNewTokensAreOfSomebodyElse_endsTheSession() {
    FakeBrowser browser = loggedIn(rule);
    rule.clock.pass(TOKENS);
    rule.provider().idClaims = claims -> claims.put("sub", "eve");

    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void check_whenTheNewTokensLackAClaimThatIsRequired_endsTheSession() {
    rule.provider().idClaims = claims -> claims.put("tenant", "a");
    FakeBrowser browser =
        new FakeBrowser(rule.login(OpenIdProvider.Kind.ANY, Map.of("tenant", List.of("a"))));
    assertThat(browser.logIn("/").status()).isEqualTo(303);
    rule.clock.pass(TOKENS);
    assertThat(browser.check().identity()).as("renewed").isPresent();

    rule.provider().idClaims = claims -> claims.put("tenant", "b");
    rule.clock.pass(TOKENS);

    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void check_whenTheProviderIsInTrouble_goesOnUntilTheLimitsOfTheSession() {
    FakeBrowser browser = loggedIn(rule);
    rule.provider().tokenStatus = 500;
    rule.provider().tokenError = "server_error";
    rule.clock.pass(TOKENS);

    assertThat(browser.check().identity()).isPresent();
    assertThat(browser.check().identity()).isPresent();
    assertThat(rule.provider().tokenRequests).as("it is left alone for a while").hasValue(2);
    rule.clock.pass(Renewals.QUIET);
    assertThat(browser.check().identity()).isPresent();
    assertThat(rule.provider().tokenRequests).hasValue(3);
    rule.provider().tokenError = null;
    rule.clock.pass(Renewals.QUIET);
    assertThat(browser.check().cookies()).as("renewed").hasSize(1);
    rule.provider().close();
    rule.clock.pass(Duration.ofMinutes(59));
    assertThat(browser.check().identity()).as("nobody is there").isPresent();
    rule.clock.pass(Duration.ofHours(1));
    assertThat(browser.check().identity()).as("unused for an hour").isEmpty();
  }

  @Test
  public void check_whenTheProviderIsSlow_goesOnSoon_andHasTheNewTokensWhenTheyCome() {
    FakeBrowser browser = new FakeBrowser(hurried.login());
    browser.cookies.putAll(loggedIn(hurried.patientLogin()).cookies);
    hurried.provider().idClaims = claims -> claims.put("name", "Countess of Lovelace");
    hurried.clock.pass(TOKENS);
    hurried.provider().hang = new CountDownLatch(1);
    assertThat(browser.check().identity().map(Identity::name)).contains("Ada Lovelace");

    Objects.requireNonNull(hurried.provider().hang).countDown();

    Awaitility.await()
        .until(() -> browser.check().identity().orElseThrow().name().startsWith("Countess"));
    assertThat(hurried.provider().tokenRequests).as("one login, one renewal").hasValue(2);
  }

  @Test
  public void callback_whenTheProviderTakesTooLong_saysSo() {
    FakeBrowser browser = new FakeBrowser(hurried.login());
    String back = FakeBrowser.visit(browser.begin("/shop"));
    hurried.provider().hang = new CountDownLatch(1);

    Decision.Answer answer = browser.get(back);

    assertThat(answer.status()).isEqualTo(504);
    assertThat(browser.cookies).as("the login is over").isEmpty();
  }

  @Test
  public void callback_whenTheTokenEndpointHangs_saysSo() {
    FakeBrowser browser = new FakeBrowser(impatient.login());
    String back = FakeBrowser.visit(browser.begin("/"));
    impatient.provider().hang = new CountDownLatch(1);

    Decision.Answer answer = browser.get(back);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(browser.cookies).as("the login is over").isEmpty();
  }

  @Test
  public void login_whenTheProviderIsNotThere_saysSo() {
    BrowserLogin login = rule.login();
    rule.provider().close();

    Decision.Answer answer = new FakeBrowser(login).get("/_/plugin-authn/login?redirect=%2Fshop");

    assertThat(answer.status()).isEqualTo(503);
    assertThat(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("The provider does not answer", "redirect=%2Fshop");
  }

  @Test
  public void check_whenThereIsNoRefreshToken_endsWithTheTokens() {
    rule.provider().grant = members -> members.remove("refresh_token");
    FakeBrowser browser = loggedIn(rule);

    rule.clock.pass(TOKENS.minusSeconds(1));
    assertThat(browser.check().identity()).isPresent();
    rule.clock.pass(Duration.ofSeconds(1));
    assertThat(browser.check().identity()).isEmpty();
  }

  @Test
  public void check_whenNoNewIdTokenComes_goesOnAsWhoItWas() {
    FakeBrowser browser = loggedIn(rule);
    rule.provider().grant =
        members -> {
          members.remove("id_token");
          members.remove("refresh_token");
          members.remove("expires_in");
        };
    rule.clock.pass(TOKENS);

    Visitor visitor = browser.check();

    assertThat(visitor.identity().map(Identity::sub)).contains("ada");
    assertThat(visitor.cookies()).hasSize(1);
  }

  @Test
  public void session_whenItDoesNotFitACookie_staysHere() {
    rule.provider().idClaims = claims -> claims.put("picture", random(5000));
    BrowserLogin login = rule.login();
    FakeBrowser browser = new FakeBrowser(login);
    browser.logIn("/");
    assertThat(Objects.requireNonNull(browser.cookies.get(SESSION)).length()).isLessThan(300);

    assertThat(browser.check().identity()).isPresent();
    rule.clock.pass(TOKENS);
    assertThat(browser.check().identity()).as("renewed").isPresent();
    FakeBrowser elsewhere = new FakeBrowser(rule.login());
    elsewhere.cookies.putAll(browser.cookies);
    assertThat(elsewhere.check().identity()).as("after a restart").isEmpty();
  }

  @Test
  public void session_whenTheSecretIsReplaced_goesOnWithTheOldOneAllowed() {
    String first = "first-0123456789abcdef0123456789";
    String second = "second-0123456789abcdef012345678";
    FakeBrowser before = new FakeBrowser(rule.login(LoginRule.options(first)));
    before.logIn("/");

    FakeBrowser after = new FakeBrowser(rule.login(LoginRule.options(second, first)));
    after.cookies.putAll(before.cookies);
    rule.clock.pass(Duration.ofMinutes(10));
    assertThat(after.check().identity()).isPresent();

    FakeBrowser later = new FakeBrowser(rule.login(LoginRule.options(second)));
    later.cookies.putAll(after.cookies);
    assertThat(later.check().identity()).as("written anew with the second one").isPresent();
  }

  @Test
  public void answer_getsTheNewCookie_unlessSomebodyHasLoggedOutMeanwhile() {
    BrowserLogin login = rule.login();
    FakeBrowser browser = new FakeBrowser(login);
    browser.logIn("/");
    rule.clock.pass(TOKENS);
    FakeRequest request = browser.navigation("/shop/").forApp();
    Visitor visitor = browser.check(request);
    Decision.Pass pass = login.pass(Decision.pass(), request, visitor);
    assertThat(pass.attributes().values()).hasSize(1);
    assertThat(pass.attributes().toString()).doesNotContain("session=");

    FakeResponse response = new FakeResponse(request.withAttributes(pass.attributes()));
    response.setHeader("Cache-Control", "public, max-age=60");
    login.complete(response);

    assertThat(response.headers("Set-Cookie")).isEqualTo(visitor.cookies());
    assertThat(response.headers("Cache-Control")).containsExactly("no-store");
    FakeResponse again = new FakeResponse(request);
    login.complete(again);
    assertThat(again.headers("Set-Cookie")).as("once").isEmpty();

    rule.clock.pass(TOKENS);
    FakeRequest late = browser.navigation("/shop/").forApp();
    Decision.Pass latePass = login.pass(Decision.pass(), late, browser.check(late));
    browser.ask(browser.sent(FakeRequest.of("POST", "/_/plugin-authn/logout")));
    FakeResponse lateResponse = new FakeResponse(late.withAttributes(latePass.attributes()));
    login.complete(lateResponse);
    assertThat(lateResponse.headers("Set-Cookie")).isEmpty();
  }

  private static FakeBrowser loggedIn(LoginRule at) {
    return loggedIn(at.login());
  }

  private static FakeBrowser loggedIn(BrowserLogin login) {
    FakeBrowser browser = new FakeBrowser(login);
    assertThat(browser.logIn("/").status()).isEqualTo(303);
    return browser;
  }

  /** What does not compress. */
  private static String random(int length) {
    return new java.util.Random(7)
        .ints(length, '0', 'z')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
