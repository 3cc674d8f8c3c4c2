package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.junit.Test;

public final class RunnerHeadersTest {
  @Test
  public void addTo_belowTheRunnersPath_addsThem() {
    for (String path : new String[] {"/_", "/_/", "/_/stats", "/_/plugin-x/y", "/%5f/stats"}) {
      HttpFields.Mutable fields = fields("http://a.example" + path);

      assertThat(fields.get("Content-Security-Policy"))
          .as(path)
          .contains("default-src 'none'", "frame-ancestors 'none'", "sandbox");
      assertThat(fields.get("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(fields.get("X-Frame-Options")).isEqualTo("DENY");
      assertThat(fields.get("Referrer-Policy")).isEqualTo("same-origin");
      assertThat(fields.get("Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
      assertThat(fields.get("Cross-Origin-Resource-Policy")).isEqualTo("same-origin");
      assertThat(fields.get("Permissions-Policy")).contains("camera=()");
      assertThat(fields.get("Cache-Control")).isEqualTo("no-store");
    }
  }

  @Test
  public void addTo_elsewhere_addsNothing() {
    for (String path : new String[] {"/", "/shop", "/_x", "/shop/_/stats", "/__/x"}) {
      assertThat(fields("https://a.example" + path).size()).as(path).isZero();
    }
  }

  @Test
  public void addTo_withoutAPath_addsNothing() {
    assertThat(fields(HttpURI.build().authority("a.example", 443).asImmutable()).size()).isZero();
  }

  @Test
  public void addTo_overTls_tellsToStayThere() {
    assertThat(fields("https://a.example/_/stats").get("Strict-Transport-Security"))
        .isEqualTo("max-age=31536000");
    assertThat(fields("http://a.example/_/stats").contains("Strict-Transport-Security")).isFalse();
    assertThat(fields("https://localhost:8443/_/stats").contains("Strict-Transport-Security"))
        .isFalse();
  }

  @Test
  public void policyOfPage_hasTheDigestOfItsStyle() throws Exception {
    Matcher style =
        Pattern.compile("(?s)<style>(.*?)</style>").matcher(Pages.start(new TreeMap<>(), ""));
    assertThat(style.find()).isTrue();
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(style.group(1).getBytes(StandardCharsets.UTF_8));

    assertThat(Pages.POLICY)
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'")
        .doesNotContain("unsafe");
  }

  private static HttpFields.Mutable fields(String uri) {
    return fields(HttpURI.from(uri));
  }

  private static HttpFields.Mutable fields(HttpURI parsed) {
    Request request =
        (Request)
            Proxy.newProxyInstance(
                RunnerHeadersTest.class.getClassLoader(),
                new Class<?>[] {Request.class},
                (self, method, arguments) ->
                    switch (method.getName()) {
                      case "getHttpURI" -> parsed;
                      case "isSecure" -> "https".equals(parsed.getScheme());
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    HttpFields.Mutable fields = HttpFields.build();
    RunnerHeaders.addTo(fields, request);
    return fields;
  }
}
