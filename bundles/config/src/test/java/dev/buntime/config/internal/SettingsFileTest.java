package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(new SettingsFile(file).read())
        .isEqualTo(Settings.DEFAULTS)
        .isEqualTo(new Settings(""));
  }

  @Test
  public void read_whenEmptyObject_isTheDefaults() throws Exception {
    assertThat(read("{}")).isEqualTo(Settings.DEFAULTS);
    assertThat(read(" \n\t{ } \r\n")).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  public void read_whenShell_hasIt() throws Exception {
    assertThat(read("{\"shell\": \"home@^1\"}")).isEqualTo(new Settings("home@^1"));
    assertThat(read("{\"shell\": \"\"}")).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  public void read_whenComments_ignoresThem() throws Exception {
    assertThat(
            read(
                """
                // the runner
                {
                  /* answers
                     at / */
                  "shell": "home", // "shell": "other"
                }
                // the end
                """))
        .isEqualTo(new Settings("home"));
  }

  @Test
  public void read_whenTrailingComma_ignoresIt() throws Exception {
    assertThat(read("{\"shell\": \"home\",}")).isEqualTo(new Settings("home"));
  }

  @Test
  public void read_whenSchema_ignoresIt() throws Exception {
    assertThat(read("{\"$schema\": \"x.json\", \"shell\": \"home\"}"))
        .isEqualTo(new Settings("home"));
    assertThat(read("{\"shell\": \"home\", \"$schema\": \"x.json\"}"))
        .isEqualTo(new Settings("home"));
  }

  @Test
  public void read_whenSchemaIsNoText_doesNotReadItsInsideAsSettings() throws Exception {
    assertThat(read("{\"$schema\": {\"shell\": \"inner\"}, \"shell\": \"home\"}"))
        .isEqualTo(new Settings("home"));
    assertThat(read("{\"$schema\": [\"a\", {\"b\": 1}]}")).isEqualTo(Settings.DEFAULTS);
  }

  @Test
  public void read_whenNonAscii_keepsIt() throws Exception {
    assertThat(read("{\"shell\": \"größe\"} // naïve")).isEqualTo(new Settings("größe"));
  }

  @Test
  public void read_whenByteOrderMark_ignoresIt() throws Exception {
    assertThat(read("\uFEFF{\"shell\": \"home\"}")).isEqualTo(new Settings("home"));
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
        "line 3, column 3: the key 'shel' is unknown; the only key is 'shell'");
  }

  @Test
  public void read_whenKeyHasAnotherCase_isUnknown() {
    assertProblem("{\"Shell\": \"home\"}", "line 1, column 2: the key 'Shell' is unknown");
  }

  @Test
  public void read_whenDuplicateKey_isRefused() {
    assertProblem("{\"shell\": \"a\",\n \"shell\": \"b\"}", "line 2, column", "'shell'");
  }

  @Test
  public void read_whenWrongType_saysWhatIsAllowed() {
    for (String value : new String[] {"7", "true", "null", "[\"home\"]", "{\"a\": 1}"}) {
      assertProblem(
          "{\n  \"shell\": " + value + "}",
          "line 2, column 12: 'shell' is ",
          "but must be a text in quotes");
    }
  }

  @Test
  public void read_whenWrongType_namesItInWordsForPeople() {
    assertThatThrownBy(() -> read("{\"shell\": 7}"))
        .hasMessageContaining("'shell' is")
        .hasMessageNotContaining("VALUE_NUMBER_INT");
  }

  @Test
  public void read_whenNoObject_saysSo() {
    for (String text : new String[] {"[]", "\"shell\"", "null", "17"}) {
      assertProblem(text, "line 1, column 1: an object in braces is expected");
    }
  }

  @Test
  public void read_whenEmpty_saysWhatIsExpected() {
    assertProblem("", "an object in braces is expected");
    assertProblem("// nothing but a comment\n", "an object in braces is expected");
  }

  @Test
  public void read_whenTextFollows_isRefused() {
    assertProblem("{}\n{}", "line 2, column 1: nothing may follow the object");
    assertProblem("{\"shell\": \"home\"} 7", "line 1, column", "nothing may follow the object");
  }

  @Test
  public void read_whenNotJson_namesThePlace() {
    assertProblem("{\n  shell: \"home\"\n}", "line 2, column", "this is not JSON");
    assertProblem("{\n  \"shell\": \"home\n}", "line 2, column", "this is not JSON");
    assertProblem("{\n  \"shell\": \"home\"", "line 2, column", "this is not JSON");
    assertProblem("{\n  \"shell\" \"home\"\n}", "line 2, column", "this is not JSON");
    assertProblem("{\n  \"shell\": 'home'\n}", "line 2, column", "this is not JSON");
    assertProblem("{\n  /* never closed", "this is not JSON");
  }

  @Test
  public void read_whenNotUtf8_isRefused() throws IOException {
    Files.write(file, "{\"shell\": \"größe\"}".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(file.toString());
  }

  @Test
  public void read_whenFolder_cannotBeRead() throws IOException {
    Files.createDirectory(file);

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(file + " cannot be read: ");
  }

  @Test
  public void read_whenLinkLeadsNowhere_cannotBeRead() throws IOException {
    Files.createSymbolicLink(file, folder.getRoot().toPath().resolve("missing"));

    assertThatThrownBy(() -> new SettingsFile(file).read())
        .as("somebody wanted a file here")
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be read");
  }

  private Settings read(String text) throws IOException, SettingsException {
    Files.writeString(file, text);
    return new SettingsFile(file).read();
  }

  private void assertProblem(String text, String... parts) {
    assertThatThrownBy(() -> read(text))
        .as(text)
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(file + ", line ")
        .hasMessageContainingAll(parts);
  }
}
