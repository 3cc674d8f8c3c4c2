package dev.buntime.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** The page {@code docs/configuration.adoc} has every key, and what the code says of it. */
public final class ConfigurationPageTest {
  private static final Path PAGE = Path.of("../../docs/configuration.adoc");

  @Test
  public void page_hasEveryKey_andWhenItTakesEffect() throws IOException {
    String page = Files.readString(PAGE);
    for (Key key : Key.values()) {
      List<String> cells = cells(page, key.path());
      assertThat(cells).as(key.path()).hasSize(4);
      assertThat(cells.get(2))
          .as("%s: when", key.path())
          .isEqualTo(key.effect() == Key.Effect.NOW ? "at once" : "start");
    }
  }

  @Test
  public void page_hasTheRangesAndDefaults() throws IOException {
    String page = Files.readString(PAGE);
    for (Key key : Key.values()) {
      List<String> cells = cells(page, key.path());
      switch (key.form()) {
        case Form.WholeNumber(int least, int most) ->
            assertThat(cells.getFirst()).isEqualTo(least + " to " + most);
        case Form.Word(List<String> words) ->
            assertThat(cells.getFirst()).isEqualTo("`" + String.join("`, `", words) + "`");
        case Form.Level _ ->
            assertThat(cells.getFirst())
                .isEqualTo("`" + String.join("`, `", Form.Level.WORDS) + "`");
        case Form.Levels _ -> assertThat(cells.getFirst()).startsWith("levels by names of ");
        case Form.Bytes _, Form.Time _, Form.Truth _, Form.AppOrNone _, Form.Matching _ -> {}
        case Form.Folder _, Form.PluginNames _, Form.Plugins _, Form.Repositories _ -> {}
        case Form.FileOrNone _, Form.Networks _ -> {}
        case Form.RoleNames _ -> assertThat(cells.getFirst()).isEqualTo("a list of names of roles");
      }
      String standard = cells.get(1);
      switch (key) {
        case HOST,
            PORT,
            MANAGEMENT_HOST,
            MANAGEMENT_PORT,
            MODE,
            BODY_LIMIT,
            CONNECTION_LIMIT,
            CONSOLE,
            OPEN_METRICS,
            LOG_LEVEL,
            LOG_FILE_DAYS,
            FLOOD_RATE,
            FLOOD_BURST,
            ACCESS_FORMAT ->
            assertThat(standard.replace("`", ""))
                .as(key.path())
                .isEqualTo(String.valueOf(key.standard(PAGE, Mode.TEST)));
        case POOL_SIZE -> {
          for (Mode mode : Mode.values()) {
            assertThat(standard).contains(mode.poolSize() + " in", "`" + mode.word() + "`");
          }
        }
        case LOG_FORMAT -> {
          for (Mode mode : Mode.values()) {
            assertThat(standard)
                .containsPattern("`" + mode.logFormat() + "`[^;]*`" + mode.word() + "`");
          }
        }
        case ACCESS -> {
          for (Mode mode : Mode.values()) {
            assertThat(standard)
                .containsPattern("`" + mode.logsAccess() + "`[^;]*`" + mode.word() + "`");
          }
        }
        default -> assertThat(standard).as(key.path()).isNotEmpty();
      }
    }
  }

  @Test
  public void page_hasEveryProperty() throws IOException {
    String page = Files.readString(PAGE);
    for (Key key : Key.values()) {
      Matcher row = Pattern.compile("(?s)\\|`" + key.pid() + "` \\|(.*?)(?=\n\\|)").matcher(page);
      assertThat(row.find()).as(key.pid()).isTrue();
      assertThat(row.group(1)).as(key.path()).contains("`" + key.property() + "`");
    }
  }

  /** The cells of the row of a key, after the first. */
  private static List<String> cells(String page, String key) {
    Matcher row = Pattern.compile("(?s)\n\\|`" + Pattern.quote(key) + "`\n(.*?)\n\n").matcher(page);
    assertThat(row.find()).as(key).isTrue();
    List<String> cells = new ArrayList<>();
    for (String cell : row.group(1).split("(?m)^\\|")) {
      if (!cell.isBlank()) {
        cells.add(cell.strip());
      }
    }
    return cells;
  }
}
