package dev.buntime.plugin.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import java.util.List;
import org.junit.Test;

/** Which regular expressions are too large. */
public class LinearPatternTest {
  private static final String TOO_MANY = "more than 10000 parts";

  @Test(timeout = 20_000)
  public void compile_ofABomb_isRefusedBeforeItGoesOff() {
    for (String bomb :
        List.of(
            "((a{1000}){1000}){1000}",
            "(a{1000}){1000}",
            "(?:a{1,1000}){999}",
            "(?:(?:a{0,100}){0,100}){0,100}",
            "([[:alpha:])]{1000}){1000}",
            "([])]{1000}){1000}",
            "([^])]{1000}){1000}",
            "([\\])]{1000}){1000}",
            "(\\Q)\\E{1000}){1000}",
            "(\\){1000}){1000}",
            "(\\p{L}{1000}){1000}",
            "(\\x{41}{1000}){1000}",
            "(?P<n>a{1000}){1000,}",
            "a{99999999999999999999}")) {
      assertThatThrownBy(() -> LinearPattern.compile(bomb))
          .as(bomb)
          .isInstanceOf(PatternSyntaxException.class)
          .hasMessageContaining(TOO_MANY);
    }
  }

  @Test
  public void compile_ofWhatIsLongOrDeep_saysSo() {
    assertThatThrownBy(() -> LinearPattern.compile("a".repeat(1001)))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContaining("more than 1000 characters");
    assertThatThrownBy(() -> LinearPattern.compile("(".repeat(101) + ")".repeat(101)))
        .isInstanceOf(PatternSyntaxException.class)
        .hasMessageContaining("more than 100 groups in each other");
  }

  @Test
  public void compile_ofWhatPeopleWrite_matches() {
    for (String expression :
        List.of(
            "^a{1000}$",
            "([a-z]+\\.){1,20}[a-z]{2,63}",
            "\\d{4}-\\d{2}-\\d{2}",
            "[{(]x{3}[)}]",
            "a{,5}",
            "\\x{2028}",
            "(?i)[[:alpha:]]{1,100}")) {
      assertThat(LinearPattern.compile(expression).pattern()).isEqualTo(expression);
    }
    assertThat(LinearPattern.compile("^[{(]x{3}[)}]$").matcher("(xxx}").find()).isTrue();
  }

  /** The engine follows what may be left out one in another. */
  @Test
  public void match_ofTheLargest_doesNotOverflowTheStack() {
    assertThat(LinearPattern.compile("^(?:a?){900}$").matcher("a".repeat(900)).find()).isTrue();
    assertThat(LinearPattern.compile("^(?:(?:a?){2}){500}$").matcher("a".repeat(1000)).find())
        .isTrue();
  }

  @Test
  public void compile_ofWhatIsNone_isRefusedByTheEngine() {
    for (String wrong : List.of("(", ")", "[", "(?=a)", "\\", "[\\", "\\p{", "[[:x:]]", "a**")) {
      assertThatThrownBy(() -> LinearPattern.compile(wrong))
          .as(wrong)
          .isInstanceOf(PatternSyntaxException.class)
          .hasMessageContaining("error parsing regexp");
    }
  }
}
