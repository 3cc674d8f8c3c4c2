package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Texts that are no semantic versions. */
@RunWith(Parameterized.class)
public class SemVerMalformedTest {
  private final String text;

  public SemVerMalformedTest(String name, String text) {
    this.text = text;
  }

  @Parameters(name = "{0}: {1}")
  public static List<Object[]> cases() {
    return List.of(
        new Object[] {"nothing", ""},
        new Object[] {"a word", "latest"},
        new Object[] {"one number", "1"},
        new Object[] {"two numbers", "1.2"},
        new Object[] {"four numbers", "1.2.3.4"},
        new Object[] {"an OSGi qualifier", "1.2.3.beta"},
        new Object[] {"a leading zero", "1.02.3"},
        new Object[] {"a negative number", "1.-2.3"},
        new Object[] {"a number too large for an int", "1.2.2147483648"},
        new Object[] {"a letter for a number", "1.x.3"},
        new Object[] {"digits of another script", "１.2.3"},
        new Object[] {"an empty pre-release", "1.2.3-"},
        new Object[] {"an empty identifier", "1.2.3-a..b"},
        new Object[] {"a leading zero in a pre-release", "1.2.3-01"},
        new Object[] {"an underscore", "1.2.3-a_b"},
        new Object[] {"an empty build", "1.2.3+"},
        new Object[] {"two builds", "1.2.3+a+b"},
        new Object[] {"a blank inside", "1.2. 3"},
        new Object[] {"an operator", "=1.2.3"});
  }

  @Test
  public void parse_refusesAndNamesTheText() {
    assertThatThrownBy(() -> SemVer.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'%s' is not a semantic version such as 1.4.2 or 2.0.0-beta.1", text);
  }
}
