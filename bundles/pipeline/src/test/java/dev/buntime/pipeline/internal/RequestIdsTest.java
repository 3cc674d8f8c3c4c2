package dev.buntime.pipeline.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;

public final class RequestIdsTest {

  @Test
  public void isSane_whenLettersDigitsAndAFewMarks_isTrue() {
    for (String id :
        List.of("a", "0", "Az09._-:+/=", "x".repeat(128), "3f2504e0-4f89-11d3-9a0c-0305e82c3301")) {
      assertThat(RequestIds.isSane(id)).as(id).isTrue();
    }
  }

  @Test
  public void isSane_whenAnythingElse_isFalse() {
    for (String id :
        List.of(
            "",
            " ",
            "a b",
            "a\tb",
            "a\r\nSet-Cookie: x",
            "a\u0000",
            "a\"b",
            "a<b",
            "a&b",
            "a%0d",
            "{a}",
            "ä",
            "１",
            "x".repeat(129))) {
      assertThat(RequestIds.isSane(id)).as(id).isFalse();
    }
  }
}
