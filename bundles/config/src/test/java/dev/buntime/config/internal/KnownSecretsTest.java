package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.Test;

public final class KnownSecretsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  public void masked_whateverStandsAroundIt() {
    KnownSecrets known = new KnownSecrets(List.of("s3cret-42", "s3cret-42-tail"));

    assertThat(known.masked("xs3cret-42x and s3cret-42-tail")).isEqualTo("x********x and ********");
    assertThat(known.masked("nothing")).isEqualTo("nothing");
  }

  @Test
  public void masked_howeverItIsWritten() throws Exception {
    String secret = "p\"l\\a n<t>&'e/d\u00e4\t1";
    KnownSecrets known = new KnownSecrets(List.of(secret));
    String json = JSON.writeValueAsString(secret);

    for (String written :
        List.of(
            secret,
            json,
            JSON.writeValueAsString(json),
            json.replace("/", "\\/").replace("<", "\\u003c").replace("\u00e4", "\\u00E4"),
            "p&quot;l\\a&nbsp;n&lt;t&gt;&amp;&#39;e&#x2F;d\u00e4\t1",
            "p%22l%5Ca%20n%3Ct%3E%26%27e%2fd%E4%091")) {
      assertThat(known.masked("<" + written + ">"))
          .as(written)
          .contains("********")
          .doesNotContain("p", "l", "n", "t", "e", "1");
    }
  }

  @Test
  public void masked_theLinesOfAKey_eachForItself() {
    KnownSecrets known =
        new KnownSecrets(
            List.of(
                "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADAN1234\nANBgkqhkiG9w0BAQ\n-----END PRIVATE KEY-----"));

    assertThat(
            known.masked(
                "a = -----BEGIN PRIVATE KEY-----\n\"MIIEvQIBADAN1234\",\nANBgkqhkiG9w0BAQ<"))
        .isEqualTo("a = -----BEGIN PRIVATE KEY-----\n\"********\",\n********<");
  }

  @Test(timeout = 20_000)
  public void masked_ofManyBackslashes_isQuick() {
    KnownSecrets known = new KnownSecrets(List.of("\"abc-12345x", "\\\\\\9abcdef", "$2a$10$abc"));
    String many = "\\".repeat(1_000_000);

    assertThat(known.masked(many)).isEqualTo(many);
    assertThat(known.masked("a\\\"abc-12345x $2a$10$abc")).isEqualTo("a******** ********");
  }

  @Test
  public void masked_ofAPath_masksNothing() {
    assertThat(new KnownSecrets(List.of("/_/console/x")).masked("at /_/console/x"))
        .isEqualTo("at /_/console/x");
  }

  @Test
  public void masked_whatCannotBeToldFromOtherWords_stays() {
    KnownSecrets known =
        new KnownSecrets(List.of("", " ", "admin", "12345", "changeit", "password"));

    assertThat(known.masked("admin: password changeit 12345"))
        .isEqualTo("admin: password changeit 12345");
    assertThat(new KnownSecrets(List.of()).masked("text")).isEqualTo("text");
    assertThat(new KnownSecrets(List.of("abcdefghijklmnop")).masked("abcdefghijklmnop"))
        .isEqualTo("********");
  }
}
