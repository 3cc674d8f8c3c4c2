package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The order of pre-releases, semver.org section 11.4, in pairs: the first sorts before. */
@RunWith(Parameterized.class)
public class SemVerOrderTest {
  private final SemVer lower;
  private final SemVer higher;

  public SemVerOrderTest(String name, String lower, String higher) {
    this.lower = SemVer.parse("1.0.0-" + lower);
    this.higher = SemVer.parse("1.0.0-" + higher);
  }

  @Parameters(name = "{0}: {1} < {2}")
  public static List<Object[]> cases() {
    return List.of(
        new Object[] {"numbers by value", "9", "10"},
        new Object[] {"zero", "0", "1"},
        new Object[] {"numbers before words", "2", "alpha"},
        new Object[] {"numbers before words that begin with a digit", "2", "1a"},
        new Object[] {"numbers before a hyphen", "0", "-"},
        new Object[] {"numbers before a word that looks negative", "3", "-5"},
        new Object[] {"words in ASCII order", "-10", "-5"},
        new Object[] {"upper case before lower case", "Beta", "alpha"},
        new Object[] {"fewer identifiers first", "alpha", "alpha.0"},
        new Object[] {"a prefix of a word", "alpha", "alpha-1"},
        new Object[] {"a later identifier decides", "a.b.1", "a.b.2"},
        new Object[] {"numbers larger than a long", "1", "99999999999999999999"},
        new Object[] {
          "two numbers larger than a long", "99999999999999999998", "99999999999999999999"
        },
        new Object[] {"a date with time", "20260101235959", "20260102000000"});
  }

  @Test
  public void compareTo_followsTheRule() {
    assertThat(lower.compareTo(higher)).isNegative();
    assertThat(higher.compareTo(lower)).isPositive();
  }
}
