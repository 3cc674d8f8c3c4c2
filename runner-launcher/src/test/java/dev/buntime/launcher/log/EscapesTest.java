package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.Test;

public final class EscapesTest {
  @Test
  public void of_whatBeginsALineOrSteersATerminal_isEscaped() {
    assertThat(Escapes.of("a\nb\r\nc")).isEqualTo("a\\nb\\r\\nc");
    assertThat(Escapes.of("\u001b[31mred\u0007")).isEqualTo("\\u001b[31mred\\u0007");
    assertThat(Escapes.of("a\u2028b\u0085c\u202ed\u2066e"))
        .isEqualTo("a\\u2028b\\u0085c\\u202ed\\u2066e");
    assertThat(Escapes.of("\ufeffa\u200fb\u061cc")).isEqualTo("\\ufeffa\\u200fb\\u061cc");
  }

  @Test
  public void of_whatIsHarmless_isTheSame() {
    String text = "tab\tand ümläut → 漢字 😀";
    assertThat(Escapes.of(text)).isSameAs(text);
  }

  @Test
  public void of_anyText_isOneLine() {
    Random random = new Random(42);
    for (int round = 0; round < 2000; round++) {
      String text =
          random
              .ints(30, 0, 0x3000)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      String escaped = Escapes.of(text);
      assertThat(escaped.lines()).hasSizeLessThanOrEqualTo(1);
      assertThat(escaped.chars().filter(c -> c != '\t')).noneMatch(Character::isISOControl);
    }
  }
}
