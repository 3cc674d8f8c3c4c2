package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/** The cases of {@code version-cases.txt}. */
@RunWith(Parameterized.class)
public class VersionRangeTest {
  private static final String NO_RANGE = "(none)";
  private static final Pattern CASE =
      Pattern.compile("(?<name>.*?) +; +(?<range>.*?) +; +(?<versions>.*?) *; +(?<expected>.*)");

  private final String range;
  private final String versions;
  private final String expected;

  public VersionRangeTest(String name, String range, String versions, String expected) {
    this.range = range;
    this.versions = versions;
    this.expected = expected;
  }

  @Parameters(name = "{0}: {1}")
  public static List<Object[]> cases() throws IOException {
    try (var in =
            Objects.requireNonNull(
                VersionRangeTest.class.getResourceAsStream("version-cases.txt"));
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(VersionRangeTest::read)
          .toList();
    }
  }

  private static Object[] read(String line) {
    Matcher columns = CASE.matcher(line);
    if (!columns.matches()) {
      throw new IllegalArgumentException("not a case: " + line);
    }
    String range = columns.group("range");
    boolean quoted = range.length() > 1 && range.startsWith("'") && range.endsWith("'");
    return new Object[] {
      columns.group("name"),
      quoted ? range.substring(1, range.length() - 1) : range,
      columns.group("versions"),
      columns.group("expected")
    };
  }

  @Test
  public void best_isTheExpectedVersion() {
    String chosen =
        range.equals(NO_RANGE)
            ? Versions.latest(Versions.of(versions))
            : Versions.resolve(range, Versions.of(versions));

    assertThat(chosen).isEqualTo(expected);
  }
}
