package dev.buntime.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.credentials.UserInfo.Kind;
import java.util.List;
import org.junit.Test;

public final class UserInfoTest {

  @Test
  public void masked_thePasswordOnly_ofAnyAddress() {
    for (Kind kind : Kind.values()) {
      assertMasked(kind, "postgres://joe:planted@db/x", "postgres://joe:***@db/x");
      assertMasked(kind, "redis://:planted@h:6379", "redis://:***@h:6379");
      assertMasked(kind, "https://planted@host/a?b=c", "https://***@host/a?b=c");
      assertMasked(
          kind,
          "see jdbc:db://a:planted@h/x, amqp://b:pl@nted@h, or so",
          "see jdbc:db://a:***@h/x, amqp://b:***@h, or so");
      assertMasked(kind, "a://joe:pl/anted?#@h:1/a", "a://joe:***@h:1/a");
      assertMasked(kind, "mongodb://a:planted@h:1,i:2/x", "mongodb://a:***@h:1,i:2/x");
      assertMasked(kind, "a://b:1@c", "a://b:***@c");
    }
    assertMasked(Kind.TEXT, "a://joe:pl\"an<ted@h", "a://joe:***@h");
  }

  @Test
  public void masked_onPages_endsWithWhatTheAddressIsIn() {
    assertMasked(
        Kind.PAGE, "{\"a\":\"b://c:x\",\"d\":\"joe@h\"}", "{\"a\":\"b://c:x\",\"d\":\"joe@h\"}");
    assertMasked(
        Kind.PAGE,
        "\"{\\\"a\\\":\\\"b:\\/\\/c:planted@h\\/x\\\"}\"",
        "\"{\\\"a\\\":\\\"b:\\/\\/c:***@h\\/x\\\"}\"");
    assertMasked(Kind.PAGE, "<a>b://c:x</a>joe@h", "<a>b://c:x</a>joe@h");
    assertMasked(Kind.PAGE, "&quot;b://c:x&quot;,joe@h", "&quot;b://c:x&quot;,joe@h");
  }

  @Test
  public void masked_whatHasNoPassword_staysTheSame() {
    for (String text :
        List.of(
            "",
            "@",
            "://",
            "://@",
            "://@h:1",
            "joe@host",
            "http://h:8000/npm/@scope/x",
            "http://[::1]:80/@x",
            "http://h?mail=joe@host",
            "http://h:80/,joe@h",
            "a://joe:@h",
            "a:/b@c")) {
      for (Kind kind : Kind.values()) {
        assertThat(UserInfo.masked(text, kind, "***")).isSameAs(text);
      }
    }
  }

  @Test
  public void hidden_theUserAsWell() {
    assertThat(UserInfo.hidden("a://joe:planted@h b://joe:@i", Kind.TEXT, "***"))
        .isEqualTo("a://***@h b://***@i");
  }

  @Test(timeout = 60_000)
  public void masked_ofAnything_isQuick() {
    for (String part : List.of("://", "://:x", "://a:", ":\\\\", "@", "://@a:b", "://a:1")) {
      String text = part.repeat(2_000_000 / part.length());
      for (Kind kind : Kind.values()) {
        assertThat(UserInfo.masked(text, kind, "")).hasSizeLessThanOrEqualTo(text.length());
        assertThat(UserInfo.masked(text + "@", kind, "")).isNotNull();
        assertThat(UserInfo.masked("@" + text, kind, "")).isNotNull();
      }
    }
  }

  private static void assertMasked(Kind kind, String text, String masked) {
    assertThat(UserInfo.masked(text, kind, "***")).as(kind.toString()).isEqualTo(masked);
  }
}
