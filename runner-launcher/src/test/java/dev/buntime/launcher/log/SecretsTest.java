package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.Test;

public final class SecretsTest {
  private static final Duration QUICK = Duration.ofSeconds(2);
  private static final int TRIES = 3;

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
  public void mask_valuesInQuotes_leavesNothingUpToTheQuoteThatEndsThem() {
    assertMasked("{\"password\":\"a\\\"planted c\",\"a\":1}", "{\"password\":***,\"a\":1}");
    assertMasked("{\"password\":\"planted\\\\\",\"a\":1}", "{\"password\":***,\"a\":1}");
    assertMasked("{'password': 'planted planted', 'a': 1}", "{'password': ***, 'a': 1}");
    assertMasked("'secret': 'it\\'s planted', 1", "'secret': ***, 1");
    assertMasked("\"{\\\"token\\\":\\\"planted planted\\\",1}\"", "\"{\\\"token\\\":***,1}\"");
    assertMasked("password=\"abc planted\nnext", "password=***\nnext");
    assertMasked("password='abc planted", "password=***");
    assertMasked(
        "{\"authorization\":\"Digest a=\\\"b\\\", c=planted\",\"a\":1}",
        "{\"authorization\":***,\"a\":1}");
  }

  @Test
  public void mask_namedValues_whateverStandsBetween() {
    assertMasked("password => planted, a", "password => ***, a");
    assertMasked("password=>\"planted planted\"", "password=>***");
    assertMasked("token := planted", "token := ***");
    assertMasked("'api_key' => 'planted'", "'api_key' => ***");
  }

  @Test
  public void mask_sessionsInPaths_leavesThePath() {
    assertMasked("/shop;jsessionid=planted.n1/cart?a=b", "/shop;jsessionid=***/cart?a=b");
    assertMasked("GET /shop;JSESSIONID=planted!1 HTTP/1.1", "GET /shop;JSESSIONID=*** HTTP/1.1");
  }

  @Test
  public void mask_apiKeysOfTheRunner_leavesHowTheyBegin() {
    String key = "btk_planted_AZaz09-" + "x".repeat(28);
    assertMasked("/shop/" + key + "/cart", "/shop/btk_***/cart");
    assertMasked("https://a/?k=" + key + "&b=1", "https://a/?k=btk_***&b=1");
    assertMasked("GET /%2F" + key.replace("_", "%5f") + " HTTP/1.1", "GET /%2Fbtk%5f*** HTTP/1.1");
    assertMasked("the key " + key + ", and " + key, "the key btk_***, and btk_***");
    assertMasked("Bearer " + key, "Bearer ***");
    assertThat(secrets.goesOn("the key " + key.substring(0, 6))).as("a split line").isTrue();
    assertThat(secrets.mask("keys begin with btk_ and go on")).doesNotContain("***");
  }

  @Test
  public void mask_usersInAddresses_leavesTheHost() {
    assertMasked("https://user:planted@ss@host/a", "https://***@host/a");
    assertMasked("see https://planted@host, or so", "see https://***@host, or so");
    assertMasked("jdbc:db://joe:pl/planted?#@host:1/a", "jdbc:db://***@host:1/a");
    assertMasked("\"http://a:planted'@b\",\"http://c\"", "\"http://***@b\",\"http://c\"");
  }

  @Test
  public void mask_addressesWithoutUsers_stayTheSame() {
    for (String text :
        List.of(
            "serving at http://localhost:8000/",
            "http://localhost:8000/npm/@scope/x",
            "http://[::1]:8000/npm/@scope/x",
            "http://localhost/?mail=joe@host and joe@host",
            "[\"http://a:80\",\"joe@host\"]")) {
      assertThat(secrets.mask(text)).isSameAs(text);
    }
  }

  @Test
  public void mask_aGiantText_isCut_andLeavesNoPartOfASecretThere() {
    String known = "planted".repeat(300);
    secrets.set("a", List.of(known));
    for (String secret :
        List.of(known, "password=planted", "Bearer planted.planted", "btk_plantedplanted")) {
      for (int before = 5000 - secret.length(); before <= 5000; before += 3) {
        for (int behind : new int[] {0, 1000, 10_000}) {
          String text = "x".repeat(before - 1) + " " + secret + " y".repeat(behind);

          assertThat(secrets.mask("a", text, 5000))
              .startsWith("x")
              .hasSizeLessThan(5040)
              .doesNotContain("plan");
        }
      }
    }
  }

  @Test
  public void mask_aGiantText_saysHowMuchIsLeftOut() {
    assertThat(secrets.mask("a", "x".repeat(1000), 1000)).isEqualTo("x".repeat(1000));
    assertThat(secrets.mask("a", "x".repeat(1001), 1000))
        .isEqualTo("x".repeat(1000) + "… (1 more characters)");
    assertThat(secrets.mask("a", "x".repeat(1_000_000), 1000))
        .isEqualTo("x".repeat(1000) + "… (999000 more characters)");
    assertThat(secrets.mask("a", "Cookie: " + "x".repeat(1_000_000), 1000))
        .startsWith("Cookie: ***… (");
    secrets.set("a", List.of("planted"));
    assertThat(secrets.mask("a", "planted".repeat(100_000), 1000)).doesNotContain("plant");
  }

  @Test
  public void mask_whatLooksLikeTheBeginOfMuch_takesNotLong() {
    for (String part :
        List.of(
            "password=\"",
            "password='\\",
            "password \t",
            "://a:",
            "://@a:b",
            "\\\"token\\",
            "cookie=\n",
            "btk_")) {
      assertTimeout(
          () -> assertThat(secrets.mask(part.repeat(100_000 / part.length()))).isNotNull());
    }
  }

  @Test
  public void mask_whatIsKnown_isNowhere() {
    secrets.set("a", List.of("planted", "no"));

    assertMasked("nobody says that xplantedx is one", "nobody says that x***x is one");
  }

  @Test
  public void mask_whatBeginsLikeAnotherSecret_isMaskedWhole() {
    secrets.set("a", List.of("planted"));
    secrets.set("b", List.of("planted-tail"));

    assertMasked("it is planted-tail or planted.", "it is *** or ***.");
  }

  @Test
  public void set_anotherSecret_masksTheOneBefore_butNotForever() {
    for (int i = 0; i < 1000; i++) {
      secrets.set("a", List.of("planted-" + i + "-a", "constant-a"));
      secrets.set("b", List.of("planted-b"));
    }

    assertMasked("planted-b and constant-a", "*** and ***");
    assertMasked("planted-999-a or planted-998-a or planted-979-a", "*** or *** or ***");
    assertThat(secrets.mask("planted-978-a")).as("none is kept forever").isEqualTo("planted-978-a");
    assertThat(secrets.begun("planted-")).isEqualTo(8);
  }

  @Test
  public void set_none_forgetsAnOwnerAfterAWhile() {
    for (int i = 0; i < 1000; i++) {
      secrets.set("owner-" + i, List.of("planted-" + i + "-a"));
      secrets.set("owner-" + i, List.of());
      secrets.set("nobody", List.of());
    }

    assertMasked("planted-999-a or planted-980-a", "*** or ***");
    assertThat(secrets.mask("planted-979-a")).isEqualTo("planted-979-a");
  }

  /** Two may have the same; it is a secret as long as one has it. */
  @Test
  public void set_whatAnotherOwnerHasToo_staysMasked() {
    secrets.set("a", List.of("planted"));
    secrets.set("b", List.of("planted"));
    for (int i = 0; i < 100; i++) {
      secrets.set("a", List.of("another-" + i));
    }

    assertMasked("planted", "***");
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

  /** One of a few runs takes not long; a machine that has much to do makes the others slower. */
  private static void assertTimeout(Runnable task) {
    List<Duration> seen = new ArrayList<>();
    do {
      long begin = System.nanoTime();
      task.run();
      seen.add(Duration.ofNanos(System.nanoTime() - begin));
    } while (seen.getLast().compareTo(QUICK) >= 0 && seen.size() < TRIES);
    assertThat(seen.getLast()).as("one of %s", seen).isLessThan(QUICK);
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
