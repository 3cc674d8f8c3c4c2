package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.Assert.assertThrows;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.Test;

public class RangeSyntaxTest {
  private static final String ALPHABET = "0123xX*vab.-+^~<>=[](), ||latest\t\u00e4@";

  @Test
  public void parse_whenACharacterIsWrong_saysWhereWhatAndWhatIsAllowed() {
    assertThat(failure("1.y")).hasMessage("position 3: found 'y'; expected a number, x or *");
  }

  @Test
  public void parse_whenTheTextEndsTooSoon_saysSo() {
    assertThat(failure("[1.0,2.0"))
        .hasMessage("position 9: the range ends here; expected ] or ) at the end of an interval");
  }

  @Test
  public void parse_whenACharacterCannotBeShown_givesItsCode() {
    assertThat(failure("1\u0007")).hasMessageContaining("position 2: found the character U+0007");
  }

  @Test
  public void parse_whenACharacterIsOutsideTheBasicPlane_showsItWhole() {
    assertThat(failure("1.\ud835\udc65")).hasMessageContaining("found '\ud835\udc65'");
  }

  @Test
  public void parse_whenANumberHasALeadingZero_saysSo() {
    assertThat(failure("^1.02"))
        .hasMessage("position 4: '02' has a leading zero; write it without");
  }

  @Test
  public void parse_whenANumberIsTooLarge_saysTheLimit() {
    assertThat(failure("1.2147483648"))
        .hasMessage("position 3: '2147483648' is too large; at most 2147483647 is allowed");
  }

  @Test
  public void parse_atTheLengthLimit_isRead() throws RangeSyntaxException {
    String longest = "1" + " ".repeat(VersionRange.MAX_LENGTH - 1);

    assertThat(VersionRange.parse(longest).best(Versions.of("1.0.0"))).isPresent();
  }

  @Test
  public void parse_beyondTheLengthLimit_saysTheLimit() {
    RangeSyntaxException failure = failure("1".repeat(VersionRange.MAX_LENGTH + 1));

    assertThat(failure.position()).isEqualTo(257);
    assertThat(failure).hasMessageContaining("has 257 characters; at most 256 are allowed");
  }

  @Test
  public void parse_ofAnyText_givesARangeOrAPositionInTheText() {
    Random random = new Random(20260101); // a failure has to come again
    int ranges = 0;
    for (int i = 0; i < 200_000; i++) {
      String text =
          random
              .ints(1L + random.nextInt(9), 0, ALPHABET.length())
              .mapToObj(index -> ALPHABET.substring(index, index + 1))
              .collect(Collectors.joining());
      try {
        VersionRange.parse(text).best(Versions.of("0.1.0 1.0.0-a 1.2.3 2.0.0"));
        ranges++;
      } catch (RangeSyntaxException e) {
        assertThat(e.position()).as(text).isBetween(1, text.length() + 1);
        assertThat(e.getMessage()).as(text).contains("position " + e.position() + ": ");
      }
    }
    assertThat(ranges).isGreaterThan(1000);
  }

  @Test
  public void equals_comparesTheText() throws RangeSyntaxException {
    assertThat(VersionRange.parse("^1.2"))
        .isEqualTo(VersionRange.parse("^1.2"))
        .hasSameHashCodeAs(VersionRange.parse("^1.2"))
        .isNotEqualTo(VersionRange.parse("^1.2.0"))
        .hasToString("^1.2");
  }

  private static RangeSyntaxException failure(String text) {
    return assertThrows(RangeSyntaxException.class, () -> VersionRange.parse(text));
  }
}
