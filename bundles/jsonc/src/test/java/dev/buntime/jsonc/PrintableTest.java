package dev.buntime.jsonc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class PrintableTest {

  @Test
  public void of_whenControlCharacters_writesThemAsEscapes() {
    assertThat(Printable.of("a\nb\u001b[31m\u0000")).isEqualTo("a\\u000ab\\u001b[31m\\u0000");
  }

  @Test
  public void of_whenTextTurnsAroundOrEndsLines_writesThatAsEscapes() {
    assertThat(Printable.of("a\u202Eb\u2028c")).isEqualTo("a\\u202eb\\u2028c");
  }

  @Test
  public void of_whenHalfACharacter_writesItAsEscape() {
    assertThat(Printable.of("a\uD800")).isEqualTo("a\\ud800");
  }

  @Test
  public void of_whenOrdinaryText_isTheSame() {
    assertThat(Printable.of("größer-1.0.jar $1 \\ 😀")).isEqualTo("größer-1.0.jar $1 \\ 😀");
  }
}
