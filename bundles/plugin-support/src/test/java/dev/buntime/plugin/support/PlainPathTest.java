package dev.buntime.plugin.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public class PlainPathTest {

  @Test
  public void of_whenThereIsOneMeaning_isPlain() {
    assertThat(PlainPath.of("/").decoded()).isEqualTo("/");
    assertThat(PlainPath.of("/shop/a%20b").decoded()).isEqualTo("/shop/a b");
    assertThat(PlainPath.of("/shop/%C3%A4/").decoded()).isEqualTo("/shop/ä/");
    assertThat(PlainPath.of("/shop@^1/x.y").decoded()).isEqualTo("/shop@^1/x.y");
    assertThat(PlainPath.of("/%5F/console").isBelow("/_/")).isTrue();
  }

  @Test
  public void of_whenThereAreTwoMeanings_isNot() {
    for (String path :
        List.of(
            "",
            "x",
            "*",
            "/shop/../x",
            "/shop/..",
            "/shop/./x",
            "/./x",
            "//shop",
            "/shop//x",
            "/shop/%2e%2e/x",
            "/shop/%2E./x",
            "/shop/..;/x",
            "/shop;a=b/x",
            "/shop/%3b/x",
            "/shop%2fx",
            "/shop%2Fx",
            "/shop%5cx",
            "/shop\\x",
            "/shop/%",
            "/shop/%2",
            "/shop/%zz",
            "/shop/%2500",
            "/shop/%00",
            "/shop/%0a",
            "/shop/%ff",
            "/shop/%c0%ae%c0%ae/x")) {
      assertThat(PlainPath.of(path).isPlain()).as(path).isFalse();
      assertThat(PlainPath.of(path).isBelow("/")).as(path).isFalse();
    }
  }
}
