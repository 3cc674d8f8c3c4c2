package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.JsoncException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public final class SettingsFileTest {
  @Rule public final TemporaryFolder folder = new TemporaryFolder();
  private Path file;

  @Before
  public void setUp() {
    file = folder.getRoot().toPath().resolve("buntime.jsonc");
  }

  @Test
  public void read_whenThereIsNoFile_isTheDefaults() throws Exception {
    assertThat(new SettingsFile(file).read()).isEqualTo(Settings.DEFAULTS).isEqualTo(shell(""));
  }

  @Test
  public void read_whenEmptyObject_isTheDefaults() throws Exception {
    assertThat(read("{}")).isEqualTo(Settings.DEFAULTS);
    assertThat(read(" \n\t{ } \r\n")).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  public void read_whenShell_hasIt() throws Exception {
    assertThat(read("{\"shell\": \"home@^1\"}")).isEqualTo(shell("home@^1"));
    assertThat(read("{\"shell\": \"\"}")).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  public void read_whenSchema_ignoresIt() throws Exception {
    assertThat(read("{\"$schema\": \"x.json\", \"shell\": \"home\"}")).isEqualTo(shell("home"));
    assertThat(read("{\"shell\": \"home\", \"$schema\": \"x.json\"}")).isEqualTo(shell("home"));
  }

  @Test
  public void read_whenNonAscii_keepsIt() throws Exception {
    assertThat(read("{\"shell\": \"größe\"} // naïve")).isEqualTo(shell("größe"));
  }

  @Test
  public void read_whenByteOrderMark_ignoresIt() throws Exception {
    assertThat(read("\uFEFF{\"shell\": \"home\"}")).isEqualTo(shell("home"));
  }

  @Test
  public void read_whenUnknownKey_namesItsPlaceAndTheKnownOnes() {
    assertProblem(
        """
        {
          // no such thing
          "shel": "home"
        }
        """,
        "line 3, column 3: shel is not a known key; did you mean shell? The keys are shell, mode,"
            + " poolSize. Correct the file");
  }

  @Test
  public void read_whenMode_decidesThePoolSize() throws Exception {
    assertThat(read("{}").poolSize()).isEqualTo(10);
    assertThat(read("{\"mode\": \"development\"}").poolSize()).isEqualTo(10);
    assertThat(read("{\"mode\": \"staging\"}").poolSize()).isEqualTo(50);
    assertThat(read("{\"mode\": \"production\"}").poolSize()).isEqualTo(500);
    assertThat(read("{\"mode\": \"test\"}").poolSize()).isEqualTo(5);
    assertThat(read("{\"mode\": \"test\"}").mode()).isEqualTo(Mode.TEST);
  }

  @Test
  public void read_whenPoolSize_winsOverTheMode() throws Exception {
    assertThat(read("{\"poolSize\": 7, \"mode\": \"production\"}").poolSize()).isEqualTo(7);
    assertThat(read("{\"mode\": \"production\", \"poolSize\": 1}").poolSize()).isEqualTo(1);
    assertThat(read("{\"poolSize\": 100000}").poolSize()).isEqualTo(100_000);
  }

  @Test
  public void read_whenPoolSizeIsOutOfRange_saysWhatIsAllowed() {
    for (String value : new String[] {"0", "-1", "100001", "99999999999", "1.5", "\"7\""}) {
      assertProblem(
          "{\"poolSize\": " + value + "}",
          "line 1, column 14: poolSize is "
              + value
              + "; allowed is a whole number from 1 to 100000. Correct the file");
    }
  }

  @Test
  public void read_whenModeIsUnknown_saysWhichThereAre() {
    assertProblem(
        "{\n  \"mode\": \"Production\"}",
        "line 2, column 11: mode is \"Production\"; allowed is one of \"development\","
            + " \"staging\", \"production\", \"test\". Correct the file");
    assertProblem("{\"mode\": 1}", "mode is 1; allowed is one of \"development\"");
  }

  @Test
  public void read_whenShellIsNoText_saysWhatIsAllowed() {
    assertProblem("{\n  \"shell\": 7}", "line 2, column 12: shell is 7; allowed is an app such as");
  }

  @Test
  public void read_whenMalformed_namesThePlace() {
    assertProblem("{\n  \"shell\" \"home\"\n}", "line 2, column", "this is not JSON");
    assertProblem(
        "{\"shell\": \"a\",\n \"shell\": \"b\"}", "line 2, column 2: shell is there twice");
    assertProblem("", "the file has to be an object");
  }

  @Test
  public void read_whenNotUtf8_isRefused() throws IOException {
    Files.write(file, "{\"shell\": \"größe\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(JsoncException.class)
        .hasMessage(file + " is not written in UTF-8. Save it in that encoding");
  }

  @Test
  public void read_whenFolder_cannotBeRead() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(JsoncException.class)
        .hasMessageStartingWith(file + " cannot be read: ");
  }

  @Test
  public void read_whenLinkLeadsNowhere_cannotBeRead() throws IOException {
    Files.createSymbolicLink(file, folder.getRoot().toPath().resolve("missing"));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .as("somebody wanted a file here")
        .isInstanceOf(JsoncException.class)
        .hasMessageContaining("cannot be read");
  }

  private static Settings shell(String shell) {
    return Settings.DEFAULTS.withShell(shell);
  }

  private Settings read(String text) throws IOException, JsoncException {
    Files.writeString(file, text);
    return new SettingsFile(file).read();
  }

  private void assertProblem(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .as(text)
        .isInstanceOf(JsoncException.class)
        .hasMessageStartingWith(file + ", line ")
        .hasMessageContainingAll(parts);
  }
}
