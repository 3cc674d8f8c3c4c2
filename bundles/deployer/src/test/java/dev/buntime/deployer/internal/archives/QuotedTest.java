package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public class QuotedTest {

  @Test
  public void of_whenOrdinary_isInQuotes() {
    assertThat(Quoted.of("a/B$C.class")).isEqualTo("'a/B$C.class'");
  }

  @Test
  public void of_whenItHasQuotesAndBackslashes_writesThemAsEscapes() {
    assertThat(Quoted.of("a'b\\u0027")).isEqualTo("'a\\u0027b\\u005cu0027'");
  }

  @Test
  public void of_whenCutInACharacter_showsTheHalfAsEscape() {
    assertThat(Quoted.of("a".repeat(Quoted.LENGTH - 1) + "😀"))
        .isEqualTo("'" + "a".repeat(Quoted.LENGTH - 1) + "\\ud83d...' (121 characters)");
  }
}
