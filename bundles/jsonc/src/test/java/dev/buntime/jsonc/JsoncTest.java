package dev.buntime.jsonc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Nothing;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import java.util.List;
import org.junit.Test;

public class JsoncTest {

  @Test
  public void parse_whenCommentsAndTrailingCommas_ignoresThem() throws JsoncException {
    String text =
        """
        // before
        { /* a
             b */ "a": [1, 2,], // "x": 3
        } // after
        """;

    assertThat(keys(text)).containsExactly("a");
  }

  @Test
  public void parse_whenByteOrderMark_ignoresIt() throws JsoncException {
    assertThat(keys("\uFEFF{\"a\": 1}")).containsExactly("a");
  }

  @Test
  public void parse_whenEmptyObject_hasNoMembers() throws JsoncException {
    assertThat(Jsonc.parse("f", " \n\t{ } \r\n")).isEmpty();
  }

  @Test
  public void parse_whenAllKindsOfValues_hasEachInItsOrder() throws JsoncException {
    List<Member> members =
        Jsonc.parse("f", "{\"a\":\"ö\\n\",\"b\":-1.5e3,\"c\":true,\"d\":null,\"e\":[],\"f\":{}}");

    assertThat(members)
        .extracting(each -> each.setting().value())
        .containsExactly(
            new Text("ö\n"),
            new Numeral("-1.5e3"),
            new Truth(true),
            new Nothing(),
            new Items(List.of()),
            new Members(List.of()));
  }

  @Test
  public void parse_always_tellsThePlacesOfKeyAndValue() throws JsoncException {
    Member member = Jsonc.parse("f", "{\n  // first\n  \"a\": \"b\"\n}").getFirst();

    assertThat(member.place()).isEqualTo(new Place("f", 3, 3));
    assertThat(member.setting().place()).isEqualTo(new Place("f", 3, 8));
  }

  @Test
  public void parse_whenNested_tellsTheWayToEachValue() throws JsoncException {
    Setting plugins =
        Jsonc.parse("f", "{\"plugins\": [\"a\", [\"b\", {\"c\": {\"d\": 1}}]]}")
            .getFirst()
            .setting();

    Setting options = plugins.items("a list").get(1).items("a list").get(1);
    Setting deepest =
        options.members("an object").getFirst().setting().members("an object").getFirst().setting();
    assertThat(options.path()).isEqualTo("plugins[1][1]");
    assertThat(deepest.path()).isEqualTo("plugins[1][1].c.d");
    assertThat(deepest.value()).isEqualTo(new Numeral("1"));
  }

  @Test
  public void parse_whenKeyTwice_namesTheSecond() {
    assertProblem("{\"a\": 1,\n \"a\": 2}", "f, line 2, column 2: a is there twice.");
    assertProblem("{\"b\": {\"a\": 1, \"a\": 2}}", "f, line 1, column 16: b.a is there twice.");
  }

  @Test
  public void parse_whenNoObject_saysSo() {
    for (String text : List.of("[]", "\"a\"", "null", "17", "", "// nothing\n")) {
      assertProblem(text, "f, line ", "the file has to be an object, { … }. Correct the file");
    }
  }

  @Test
  public void parse_whenMoreFollows_isRefused() {
    assertProblem("{}\n{}", "f, line 2, column 1: there is more after the object's end.");
    assertProblem("{} 7", "there is more after the object's end");
  }

  @Test
  public void parse_whenNotJson_namesThePlace() {
    for (String text :
        List.of(
            "{\n  a: 1}",
            "{\n  \"a\": \"b\n}",
            "{\n  \"a\": 1",
            "{\n  \"a\" 1}",
            "{\n  \"a\": 'b'}",
            "{\n  \"a\": 1 \"b\": 2}",
            "{\n  \"a\": [1, }",
            "{\n  \"a\": NaN}",
            "{\n  /* never closed")) {
      assertProblem(text, "f, line ", "this is not JSON: ", ". Correct the file");
    }
    assertProblem("{\n  \"a\" \"b\"\n}", "f, line 2, column 7: this is not JSON: ");
    assertProblem(
        "{\"a\": hunter2}", "f, line 1, column 7: this is not JSON: Unrecognized token: was");
  }

  @Test
  public void parse_whenLargerThanAnySettingsFile_isRefused() {
    assertProblem("{\n \"a\": " + "[".repeat(2000) + "}", "f, line 2, column ", "nesting depth");
    assertProblem("{\n \"a\": " + "[".repeat(200_000) + "}", "f, line 2, column ", "more than 100");
    assertProblem("{\"a\":".repeat(200), "f, line 1, column ", "nesting depth is more than 100");
    assertProblem("{\n \"a\": " + "7".repeat(2000) + "}", "f, line 2, column ", "Number");
  }

  @Test
  public void parse_whenManyListsAreBesideEachOther_isFine() throws JsoncException {
    assertThat(keys("{\"a\": [" + "[1],".repeat(500) + "[]]}")).containsExactly("a");
    assertThat(keys("{\"a\": " + "[".repeat(99) + "]".repeat(99) + "}")).containsExactly("a");
  }

  @Test
  public void parse_whenTheTextHasControlCharacters_theMessageIsOneLine() {
    assertProblem("{\"a\\n\": 1, \"a\\n\": 2}", "a\\u000a is there twice");
  }

  @Test
  public void unknown_always_namesKeyPlaceAndTheKnownOnes() throws JsoncException {
    List<Member> members = Jsonc.parse("f", "{\n  \"Shel\": 1, \"sideways\": 2}");

    assertThat(members.getFirst().unknown(List.of("shell", "mode")))
        .hasMessage(
            "f, line 2, column 3: Shel is not a known key; did you mean shell? The keys are shell,"
                + " mode. Correct the file");
    assertThat(members.getLast().unknown(List.of("shell", "mode")))
        .hasMessage(
            "f, line 2, column 14: sideways is not a known key. The keys are shell, mode. Correct"
                + " the file");
  }

  private static List<String> keys(String text) throws JsoncException {
    return Jsonc.parse("f", text).stream().map(Member::key).toList();
  }

  private static void assertProblem(String text, String... parts) {
    assertThatThrownBy(() -> Jsonc.parse("f", text))
        .as(text)
        .isInstanceOf(JsoncException.class)
        .hasMessageContainingAll(parts)
        .hasMessageEndingWith("Correct the file")
        .message()
        .doesNotContain("\n");
  }
}
