package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.settings.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The page {@code docs/operating.adoc} and the script of the sources name every option. */
public final class OperatingPageTest {
  private static final Path ROOT = Path.of(System.getProperty("buntime.config.source"), "..");

  @Test
  public void page_hasEveryOption_withItsVariablesAndItsKey() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("docs/operating.adoc"));
    for (Option option : Option.values()) {
      String row =
          lines.stream()
              .map(line -> line.replaceAll("[`+]", ""))
              .filter(line -> line.startsWith("|" + option.flag() + " "))
              .findFirst()
              .orElseThrow(() -> new AssertionError(option.flag()));
      String[] cells = row.split("\\|");
      assertThat(cells[2].strip()).isEqualTo(String.join(", else ", option.variables()));
      assertThat(cells[3].strip()).isEqualTo(option.key().map(Key::path).orElse(""));
    }
  }

  @Test
  public void script_namesEveryOption() throws IOException {
    String script = Files.readString(ROOT.resolve("buntime"));
    for (Option option : Option.values()) {
      assertThat(script).contains(option.flag());
    }
  }
}
