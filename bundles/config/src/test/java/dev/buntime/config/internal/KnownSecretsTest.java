package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
            "p%22l%5Ca%20n%3Ct%3E%26%27e%2fd%E4%091",
            "p%22l%5Ca+n%3Ct%3E%26%27e%2Fd%C3%A4%091",
            "p&#34;l&#92;a n&lt;t&gt;&amp;&#x00000027;e/d&#228;\\t1")) {
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

  @Test(timeout = 60_000)
  public void masked_ofManyBackslashes_isQuick() {
    KnownSecrets known = new KnownSecrets(List.of("\"abc-12345x", "\\\\\\9abcdef", "$2a$10$abc"));
    String many = "\\".repeat(1_000_000);

    assertThat(known.masked(many)).isEqualTo(many);
    assertThat(known.masked("a\\\"abc-12345x $2a$10$abc")).isEqualTo("a******** ********");
  }

  /** A secret that has escapes in it is not another one because of them. */
  @Test
  public void masked_ofASecretWithEscapes_howeverItIsWritten() throws Exception {
    String secret = "a%41&lt;\\\\n+b c";
    KnownSecrets known = new KnownSecrets(List.of(secret));

    for (String written :
        List.of(
            secret,
            JSON.writeValueAsString(JSON.writeValueAsString(secret)),
            JSON.writeValueAsString(secret.replace("&", "&amp;")),
            "a%2541%26lt%3B%5C%5Cn%2Bb+c")) {
      assertThat(known.masked(written).replace("\"", "").replace("\\", ""))
          .as(written)
          .isEqualTo("********");
    }
  }

  /** What stands before a secret may look like the begin of an escape. */
  @Test
  public void masked_behindWhatBeginsAnEscape() {
    KnownSecrets known = new KnownSecrets(List.of("ab12345678", "lt;1234567", "u0041xyzw"));

    assertThat(known.masked("100%ab12345678")).isEqualTo("100%********");
    assertThat(known.masked("a&lt;1234567")).isEqualTo("a&********");
    assertThat(known.masked("a%20\\u0041xyzw&amp;")).isEqualTo("a%20********&amp;");
  }

  @Test
  public void masked_secretsThatOverlap_leaveNothingOfAny() {
    KnownSecrets known =
        new KnownSecrets(List.of("abcd-1234-efgh", "1234-efgh-5678", "12121212", "234-efgh"));

    assertThat(known.masked("<abcd-1234-efgh-5678>")).isEqualTo("<********>");
    assertThat(known.masked("<1212121212121>")).isEqualTo("<********1>");
    assertThat(known.masked("12121212,234-efgh")).isEqualTo("********,********");
    assertThat(known.masked("abcd-1234-efg 234-efgh")).isEqualTo("abcd-1234-efg ********");
  }

  @Test
  public void masked_whereverItIsInALargeText() {
    KnownSecrets known = new KnownSecrets(List.of("s3cret-<42>"));
    String written = "s3cret-\\\\u003c42&gt;";

    for (int before = KnownSecrets.BLOCK - written.length();
        before <= KnownSecrets.BLOCK;
        before++) {
      String around = "x".repeat(before);
      assertThat(known.masked(around + written + around).equals(around + "********" + around))
          .as("behind %d characters", before)
          .isTrue();
    }
  }

  @Test
  public void masked_inJson_leavesJson() throws Exception {
    KnownSecrets known = new KnownSecrets(List.of("nabcdef12", "\"quote-12\\"));

    for (String text : List.of("a\nabcdef12", "a\\nabcdef12\\", "\\\"quote-12\\\\\"")) {
      String masked = known.masked(JSON.writeValueAsString(List.of(text)));
      assertThat(JSON.readTree(masked).path(0).asText()).contains("********");
    }
  }

  @Test(timeout = 60_000)
  public void masked_ofManySecretsThatAreAlike_isQuick() {
    String same = "a1".repeat(500);
    List<String> secrets =
        IntStream.range(0, 1000).mapToObj(i -> same + "-" + i).collect(Collectors.toList());
    secrets.add("%1".repeat(500) + "&#0");
    KnownSecrets known = new KnownSecrets(secrets);
    String text = same.repeat(2000) + "%1".repeat(1_000_000) + "&#1".repeat(500_000);

    assertThat(known.masked(text)).isEqualTo(text);
    assertThat(known.masked(text + same + "-77 \\u")).isEqualTo(text + "******** \\u");
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
