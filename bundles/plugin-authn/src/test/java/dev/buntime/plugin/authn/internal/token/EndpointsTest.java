package dev.buntime.plugin.authn.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;

public class EndpointsTest {

  @Test
  public void check_whenHttpsOrOnThisMachine_isTaken() {
    for (String uri :
        List.of(
            "https://id.example/realms/a",
            "http://localhost:8080/",
            "http://127.0.0.1",
            "http://[::1]:1/")) {
      assertThat(Endpoints.check(uri, false)).hasToString(uri);
    }
    assertThat(Endpoints.check("http://id.example/", true)).isNotNull();
  }

  @Test
  public void check_whenAnythingElse_isRefused() {
    for (String uri :
        List.of(
            "http://id.example/",
            "http://localhost.evil.example/",
            "http://127.0.0.1.evil.example/",
            "ftp://id.example/",
            "file:///etc/passwd",
            "https://user@id.example/",
            "https://id.example/#x",
            "//id.example/",
            "id.example",
            "https:///x",
            "https://id example/")) {
      assertThatThrownBy(() -> Endpoints.check(uri, false))
          .as(uri)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
