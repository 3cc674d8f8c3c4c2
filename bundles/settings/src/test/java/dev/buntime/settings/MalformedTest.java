package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** Each configuration that is wrong is refused with exactly these words. */
@RunWith(Parameterized.class)
public final class MalformedTest {
  private final Malformed malformed;

  public MalformedTest(Malformed malformed) {
    this.malformed = malformed;
  }

  @Parameters(name = "{0}")
  public static List<Malformed> table() {
    List<Malformed> table = Malformed.table();
    assertThat(table).hasSizeGreaterThan(80);
    return table;
  }

  @Test
  public void parse_saysWhereWhatAndWhatToDo() {
    SettingsException refusal =
        catchThrowableOfType(
            SettingsException.class,
            () ->
                SettingsFile.parse(
                    Path.of("/c/buntime.jsonc"), malformed.text(), Malformed.ENVIRONMENT));

    assertThat(refusal.problems()).isEqualTo(malformed.messages());
    assertThat(refusal.problems())
        .allMatch(problem -> problem.matches("/c/buntime\\.jsonc, line \\d+, column \\d+: .*"));
  }
}
