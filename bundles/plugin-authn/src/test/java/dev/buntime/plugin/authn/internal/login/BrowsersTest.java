package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Rule;
import org.junit.Test;

/** Who is sent to the login, and who is told that there is none. */
public class BrowsersTest {
  private static final PublicOrigin OWN = new PublicOrigin("https", "apps.example.org");

  @Rule public final LoginRule rule = LoginRule.patient();

  @Test
  public void wantsLogin_whenAPersonNavigates() {
    assertThat(wants(FakeRequest.navigation("/a"))).isTrue();
    assertThat(wants(FakeRequest.navigation("/a").without("Sec-Fetch-Mode")))
        .as("browsers of old")
        .isTrue();
  }

  @Test
  public void wantsLogin_whenAProgramAsks_isFalse() {
    assertThat(wants(FakeRequest.of("GET", "/a"))).isFalse();
    assertThat(wants(FakeRequest.of("GET", "/a").with("Accept", "*/*"))).isFalse();
    assertThat(wants(FakeRequest.of("GET", "/a").with("Accept", "application/json"))).isFalse();
    assertThat(
            wants(FakeRequest.of("GET", "/a").with("Accept", "application/json, text/html;q=0.5")))
        .isFalse();
    assertThat(wants(FakeRequest.navigation("/a").with("X-Requested-With", "XMLHttpRequest")))
        .isFalse();
    for (String mode : new String[] {"cors", "no-cors", "same-origin", "websocket"}) {
      assertThat(
              wants(
                  FakeRequest.navigation("/a")
                      .without("Sec-Fetch-Mode")
                      .with("Sec-Fetch-Mode", mode)))
          .as(mode)
          .isFalse();
    }
    assertThat(wants(FakeRequest.navigation("/a").upgrading())).isFalse();
    assertThat(wants(FakeRequest.navigation("/a").with("Sec-Purpose", "prefetch"))).isFalse();
    assertThat(wants(FakeRequest.navigation("/a").with("Authorization", "Bearer x"))).isFalse();
  }

  @Test
  public void wantsLogin_whenItWouldLoseTheBody_isFalse() {
    for (String method : new String[] {"POST", "PUT", "DELETE", "HEAD", "get"}) {
      assertThat(wants(FakeRequest.of(method, "/a").with("Accept", "text/html")))
          .as(method)
          .isFalse();
    }
  }

  @Test
  public void isForged_whenAnotherSiteSendsIt() {
    assertThat(forged("Sec-Fetch-Site", "cross-site")).isTrue();
    assertThat(forged("Sec-Fetch-Site", "same-site")).isTrue();
    assertThat(forged("Sec-Fetch-Site", "nonsense")).isTrue();
    assertThat(forged("Origin", "https://evil.example")).isTrue();
    assertThat(forged("Origin", "http://apps.example.org")).isTrue();
    assertThat(forged("Origin", "https://apps.example.org.evil.example")).isTrue();
    assertThat(forged("Origin", "null")).isTrue();
    assertThat(forged("Sec-Fetch-Site", "same-origin")).isFalse();
    assertThat(forged("Sec-Fetch-Site", "none")).isFalse();
    assertThat(forged("Origin", "https://apps.example.org")).isFalse();
    assertThat(forged("Accept", "*/*")).as("no browser").isFalse();
  }

  private boolean wants(FakeRequest request) {
    return rule.login().wantsLogin(request);
  }

  private static boolean forged(String header, String value) {
    return Browsers.isForged(FakeRequest.of("POST", "/a").with(header, value), OWN);
  }
}
