package dev.buntime.deployer.internal.archives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.Test;

public class WildcardTest {

  @Test
  public void matches_ofAnyPatternAndText_isWhatARegularExpressionSays() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = text(random, "ab*") + "*" + text(random, "ab*");
      String text = text(random, "ab");
      assertThat(Wildcard.of(pattern).matches(text))
          .as("%s matches %s", pattern, text)
          .isEqualTo(Pattern.matches(pattern.replace("*", ".*"), text));
    }
  }

  @Test
  public void matches_ofAPatternOfStars_isSoonKnown() {
    assertThat(Wildcard.of("*a".repeat(10_000) + "*b").matches("a".repeat(60_000))).isFalse();
  }

  private static String text(Random random, String letters) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
