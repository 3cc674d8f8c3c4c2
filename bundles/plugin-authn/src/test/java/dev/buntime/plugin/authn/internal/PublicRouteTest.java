package dev.buntime.plugin.authn.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.JsoncException;
import dev.buntime.jsonc.Place;
import dev.buntime.jsonc.Setting;
import dev.buntime.jsonc.Value;
import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class PublicRouteTest {

  private static PublicRoute route(String text) {
    try {
      return PublicRoute.read(setting(text));
    } catch (JsoncException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Setting setting(String text) {
    return new Setting(new Place("x", 1, 1), "publicRoutes.shop[0]", new Value.Text(text));
  }

  @Test
  public void matches_whenThereAreNoStars_isExact() {
    PublicRoute health = route("/health");

    assertThat(health.matches("GET", "/health")).isTrue();
    assertThat(health.matches("POST", "/health")).isTrue();
    assertThat(health.matches("GET", "/health/")).isFalse();
    assertThat(health.matches("GET", "/health/x")).isFalse();
    assertThat(health.matches("GET", "/healthy")).isFalse();
    assertThat(route("/").matches("GET", "/")).isTrue();
    assertThat(route("/").matches("GET", "/x")).isFalse();
  }

  @Test
  public void matches_whenAMethodIsGiven_isForItAlone() {
    PublicRoute get = route("GET /a");

    assertThat(get.matches("GET", "/a")).isTrue();
    assertThat(get.matches("HEAD", "/a")).isTrue();
    assertThat(get.matches("POST", "/a")).isFalse();
    assertThat(get.matches("get", "/a")).isFalse();
    assertThat(route("POST /a").matches("HEAD", "/a")).isFalse();
  }

  @Test
  public void matches_whenTwoStarsEndIt_isForAllBelow() {
    PublicRoute all = route("/public/**");

    assertThat(all.matches("GET", "/public/")).isTrue();
    assertThat(all.matches("GET", "/public/a/b")).isTrue();
    assertThat(all.matches("GET", "/public")).isFalse();
    assertThat(all.matches("GET", "/publicity")).isFalse();
    assertThat(all.matches("GET", "/x/public/a")).isFalse();
    assertThat(route("/**").matches("GET", "/")).isTrue();
  }

  @Test
  public void matches_whenOneStar_staysInItsSegment() {
    PublicRoute image = route("/img/*.png");

    assertThat(image.matches("GET", "/img/a.png")).isTrue();
    assertThat(image.matches("GET", "/img/.png")).isTrue();
    assertThat(image.matches("GET", "/img/a/b.png")).isFalse();
    assertThat(image.matches("GET", "/img/a.png.exe")).isFalse();
    assertThat(route("/a*b*c").matches("GET", "/abc")).isTrue();
    assertThat(route("/a*b*c").matches("GET", "/aXbYbc")).isTrue();
    assertThat(route("/a*b*c").matches("GET", "/acb")).isFalse();
    assertThat(route("/ab*bc").matches("GET", "/abc")).isFalse();
    assertThat(route("/*/x").matches("GET", "/anything/x")).isTrue();
  }

  @Test
  public void matches_whenThereAreManyStars_isFast() {
    PublicRoute route = route("/" + "*a".repeat(50) + "*b");
    long before = System.nanoTime();

    assertThat(route.matches("GET", "/" + "a".repeat(10_000))).isFalse();

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  public void read_whenItIsNoRoute_saysWhatIsAllowed() {
    for (String text :
        List.of(
            "health", "get /x", "GET  /x", "/a?b", "/a#b", "/**/x", "/a**", "/%2e", "/a;b", "")) {
      assertThatThrownBy(() -> PublicRoute.read(setting(text)))
          .as(text)
          .isInstanceOf(JsoncException.class)
          .hasMessageContaining("a path inside the app");
    }
  }
}
