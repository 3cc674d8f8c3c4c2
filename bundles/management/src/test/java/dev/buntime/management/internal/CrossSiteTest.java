package dev.buntime.management.internal;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.junit.Test;

public final class CrossSiteTest {
  private static final String HOST = "runner.example:8000";

  @Test
  public void whatChangesNothing_mayComeFromAnywhere() {
    for (String method : new String[] {"GET", "HEAD", "OPTIONS"}) {
      assertThat(isForged(method, Map.of("Sec-Fetch-Site", "cross-site"))).isFalse();
    }
  }

  @Test
  public void aBrowserSaysWhereItComesFrom() {
    assertThat(isForged("POST", Map.of("Sec-Fetch-Site", "same-origin"))).isFalse();
    assertThat(isForged("POST", Map.of("Sec-Fetch-Site", "none"))).isFalse();
    assertThat(isForged("POST", Map.of("Sec-Fetch-Site", "cross-site"))).isTrue();
    assertThat(isForged("DELETE", Map.of("Sec-Fetch-Site", "same-site"))).isTrue();
    assertThat(isForged("PUT", Map.of("Sec-Fetch-Site", ""))).isTrue();
  }

  @Test
  public void anOlderBrowserSaysItsOrigin() {
    assertThat(isForged("POST", Map.of("Origin", "http://runner.example:8000"))).isFalse();
    assertThat(isForged("POST", Map.of("Origin", "https://RUNNER.example:8000"))).isFalse();
    assertThat(isForged("POST", Map.of("Origin", "http://runner.example"))).isTrue();
    assertThat(isForged("POST", Map.of("Origin", "http://evil.example"))).isTrue();
    assertThat(isForged("POST", Map.of("Origin", "null"))).isTrue();
    assertThat(isForged("POST", Map.of("Origin", "http://ev il"))).isTrue();
  }

  @Test
  public void anotherClientSaysNothing() {
    assertThat(isForged("POST", Map.of())).isFalse();
  }

  private static boolean isForged(String method, Map<String, String> headers) {
    return CrossSite.isForged(
        Fakes.proxy(
            HttpServletRequest.class,
            (name, arguments) ->
                switch (name) {
                  case "getMethod" -> method;
                  case "getHeader" ->
                      "Host".equals(arguments[0]) ? HOST : headers.get((String) arguments[0]);
                  default -> throw new UnsupportedOperationException(name);
                }));
  }
}
