package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.Test;

public final class SecretsTest {
  private final Secrets secrets = new Secrets();

  @Test
  public void mask_headerFields_leavesNothingOfTheirValues() {
    assertMasked("Authorization: Basic YWRtaW46cGxhbnRlZA==", "Authorization: ***");
    assertMasked("got authorization=Digest a=\"b\", c=\"planted\"", "got authorization=***");
    assertMasked("Cookie: a=planted; b=planted", "Cookie: ***");
    assertMasked("Set-Cookie: id=planted; Path=/; HttpOnly", "Set-Cookie: ***");
    assertMasked("{\"X-API-Key\": \"planted\", \"b\": 1}", "{\"X-API-Key\": ***, \"b\": 1}");
    assertMasked("x-auth-token:planted\r\nHost: a", "x-auth-token:***\r\nHost: a");
  }

  @Test
  public void mask_schemes_leavesNothingOfTheCredentials() {
    assertMasked("sent Bearer planted.planted-1 to it", "sent Bearer *** to it");
    assertMasked("[Basic cGxhbnRlZA==]", "[Basic ***]");
  }

  @Test
  public void mask_namedValues_leavesNothingOfThem() {
    assertMasked("password=planted&user=joe", "password=***&user=joe");
    assertMasked("{client.secret=planted, ttl=5}", "{client.secret=***, ttl=5}");
    assertMasked(
        "{\"access_token\":\"planted planted\",\"a\":1}", "{\"access_token\":***,\"a\":1}");
    assertMasked("apiKey: 'planted'", "apiKey: ***");
    assertMasked("a=b; passwd: planted", "a=b; passwd: ***");
  }

  @Test
  public void mask_whatIsKnown_isNowhere() {
    secrets.add(List.of("planted", "no"));

    assertMasked("nobody says that xplantedx is one", "nobody says that x***x is one");
  }

  @Test
  public void mask_aBufferOfJetty_hasNothingOfItsContent() {
    String text = "filled HeapByteBuffer@5f[p=0,l=40,c=99,r=40]={<<<GET / HTTP...anted\\r\\n>>>xx}";

    assertThat(secrets.mask("org.eclipse.jetty.server.Server", text))
        .isEqualTo("filled HeapByteBuffer@5f[p=0,l=40,c=99,r=40]={***");
    assertThat(secrets.mask("a.b.C", text)).isSameAs(text);
    assertThat(
            secrets.mask("org.eclipse.jetty.http.HttpParser", "[X-API-Key], valueString=[planted]"))
        .isEqualTo("[X-API-Key], valueString=[***");
    assertThat(secrets.mask("org.eclipse.jetty.x", "GET{u=http://a/b?x=planted,HTTP/1.1} Class<?>"))
        .isEqualTo("GET{u=http://a/b?***,HTTP/1.1} Class<?>");
  }

  @Test
  public void mask_aLongText_takesNotLong() {
    String text = "auth token ".repeat(1000) + "x".repeat(30_000) + "secret".repeat(1000);

    assertTimeout(() -> assertThat(secrets.mask(text)).isEqualTo(text));
  }

  private static void assertTimeout(Runnable task) {
    long begin = System.nanoTime();
    task.run();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  public void mask_whatIsHarmless_staysTheSame() {
    for (String text :
        List.of(
            "",
            "deployed shop.jar",
            "the password of admin was changed",
            "basic and bearer are schemes",
            "3 tokens were read",
            "a cookie is sent")) {
      assertThat(secrets.mask(text)).isSameAs(text);
    }
  }

  private void assertMasked(String text, String masked) {
    assertThat(secrets.mask(text)).isEqualTo(masked).doesNotContain("planted,", "planted\"");
  }
}
