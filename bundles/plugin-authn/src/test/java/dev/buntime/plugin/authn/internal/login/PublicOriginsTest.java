package dev.buntime.plugin.authn.internal.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** Where a provider may be told to send codes. */
public class PublicOriginsTest {

  @Test
  public void of_whenNothingIsConfigured_takesLoopbackOnly() {
    assertThat(found("http", "localhost:8000")).isEqualTo("http://localhost:8000");
    assertThat(found("http", "127.0.0.1:8000")).isEqualTo("http://127.0.0.1:8000");
    assertThat(found("https", "[::1]:8443")).isEqualTo("https://[::1]:8443");
    assertThat(found("http", "LOCALHOST:80")).isEqualTo("http://localhost");
    for (String host :
        List.of(
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost@evil.example",
            "evil.example#localhost",
            "localhost:8000/x",
            "localhost:80:80",
            "localhost evil",
            "localhost\r\nX: y",
            "",
            "10.0.0.1",
            "[::2]")) {
      assertThat(found("http", host)).as(host).isEmpty();
    }
    assertThat(found("ws", "localhost")).isEmpty();
  }

  @Test
  public void of_whenConfigured_takesNoOther() {
    String[] own = {"https://apps.example.org", "http://localhost:8000"};

    assertThat(found("https", "apps.example.org", own)).isEqualTo("https://apps.example.org");
    assertThat(found("https", "apps.example.org:443", own)).isEqualTo("https://apps.example.org");
    assertThat(found("http", "localhost:8000", own)).isEqualTo("http://localhost:8000");
    // Behind a proxy that ends TLS, and one that changes the host as well.
    assertThat(found("http", "apps.example.org", own)).isEqualTo("https://apps.example.org");
    assertThat(found("http", "10.0.0.7:8000", own)).isEqualTo("https://apps.example.org");
    assertThat(found("https", "evil.example", own)).isEqualTo("https://apps.example.org");
  }

  @Test
  public void parse_takesBareOriginsOnly() {
    assertThat(PublicOrigin.parse("https://Apps.Example.org:443/"))
        .contains(new PublicOrigin("https", "apps.example.org"));
    for (String text :
        List.of(
            "apps.example.org",
            "https://apps.example.org/a",
            "https://apps.example.org?x",
            "https://apps.example.org#x",
            "https://user@apps.example.org",
            "ftp://apps.example.org",
            "https://",
            "https://a b",
            "")) {
      assertThat(PublicOrigin.parse(text)).as(text).isEmpty();
    }
  }

  private static String found(String scheme, String authority, String... configured) {
    PublicOrigins origins =
        new PublicOrigins(
            Stream.of(configured).map(url -> PublicOrigin.parse(url).orElseThrow()).toList());
    return origins
        .of(FakeRequest.navigation("/").at(scheme, authority))
        .map(PublicOrigin::toString)
        .orElse("");
  }
}
