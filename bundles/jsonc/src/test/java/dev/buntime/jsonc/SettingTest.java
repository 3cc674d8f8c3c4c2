package dev.buntime.jsonc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.Test;

public class SettingTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  public void text_whenThereIsOne_isStripped() throws JsoncException {
    assertThat(setting("\" home \"").text("a name")).isEqualTo("home");
    assertThat(setting("\" home \"").anyText("a name")).isEqualTo(" home ");
    assertThat(setting("\"\"").anyText("a name")).isEmpty();
  }

  @Test
  public void text_whenThereIsNone_isRefused() {
    for (String value : List.of("7", "true", "null", "[\"a\"]", "{\"a\": 1}", "\"\"", "\" \"")) {
      refused(value, each -> each.text("a name"), "allowed is a name");
    }
    refused("7", each -> each.anyText("a name"), "key is 7; allowed is a name");
  }

  @Test
  public void oneOf_whenOneOfThem_isIt() throws JsoncException {
    assertThat(setting("\"b\"").oneOf(List.of("a", "b"))).isEqualTo("b");
  }

  @Test
  public void oneOf_whenAnother_saysWhichThereAre() {
    for (String value : List.of("\"B\"", "\"\"", "1")) {
      refused(
          value, each -> each.oneOf(List.of("a", "b")), value + "; allowed is one of \"a\", \"b\"");
    }
    refused("1", each -> each.oneOf(List.of("a")), "allowed is \"a\"");
  }

  @Test
  public void truth_whenThereIsOne_isIt() throws JsoncException {
    assertThat(setting("true").truth()).isTrue();
    assertThat(setting("false").truth()).isFalse();
    refused("\"true\"", Setting::truth, "key is \"true\"; allowed is true or false");
  }

  @Test
  public void whole_whenInRange_isIt() throws JsoncException {
    assertThat(setting("1").whole(1, 3)).isEqualTo(1);
    assertThat(setting("3.0").whole(1, 3)).isEqualTo(3);
    assertThat(setting("1e1").whole(1, 10)).isEqualTo(10);
  }

  @Test
  public void whole_whenNotInRange_isRefused() {
    for (String value :
        List.of("0", "4", "1.5", "-1", "99999999999", "1e99999999999", "\"1\"", "null")) {
      refused(
          value,
          each -> each.whole(1, 3),
          "key is " + value + "; allowed is a whole number from 1 to 3");
    }
  }

  @Test
  public void duration_whenNumberOrText_isIt() throws JsoncException {
    assertThat(setting("1.5").duration("", DAY)).isEqualTo(Duration.ofMillis(1500));
    assertThat(setting("0.001").duration("", DAY)).isEqualTo(Duration.ofMillis(1));
    assertThat(setting("\"500ms\"").duration("", DAY)).isEqualTo(Duration.ofMillis(500));
    assertThat(setting("\" 1.5 H \"").duration("", DAY)).isEqualTo(Duration.ofMinutes(90));
    assertThat(setting("\"0s\"").duration("never", DAY)).isZero();
  }

  @Test
  public void duration_whenNotAllowed_isRefused() {
    for (String value :
        List.of("-1", "86400.001", "\"25h\"", "0.0001", "\"30\"", "\"3 d\"", "1e999", "true")) {
      refused(
          value, each -> each.duration("never", DAY), "allowed is 0 (never) or 1 ms to 86400 s,");
    }
    refused("0", each -> each.duration("", DAY), "allowed is 1 ms to 86400 s,");
  }

  @Test
  public void bytes_whenNumberOrText_isIt() throws JsoncException {
    assertThat(setting("0").bytes(10)).isZero();
    assertThat(setting("\"10 MiB\"").bytes(1L << 31)).isEqualTo(10 << 20);
    assertThat(setting("\"1.5kb\"").bytes(1L << 31)).isEqualTo(1500);
  }

  @Test
  public void bytes_whenNotAllowed_isRefused() {
    for (String value : List.of("-1", "11", "0.5", "\"1kb\"", "\"1 MX\"", "null")) {
      refused(value, each -> each.bytes(10), "allowed is 0 to 10 bytes,");
    }
    refused("4", each -> each.bytes(5, 10), "allowed is 5 to 10 bytes,");
  }

  @Test
  public void problem_saysWhatIsWrongWithoutThePlace() {
    assertThatThrownBy(() -> setting("0").whole(1, 2))
        .isInstanceOfSatisfying(
            JsoncException.class,
            e ->
                assertThat(e.problem())
                    .isEqualTo("key is 0; allowed is a whole number from 1 to 2"));
  }

  @Test
  public void itemsAndMembers_whenSomethingElse_areRefused() {
    refused("{}", each -> each.items("a list"), "key is an object; allowed is a list");
    refused("[]", each -> each.members("an object"), "key is a list; allowed is an object");
  }

  private static Setting setting(String value) throws JsoncException {
    return Jsonc.parse("f", "{\"key\": " + value + "}").getFirst().setting();
  }

  private static void refused(String value, Reading reading, String words) {
    assertThatThrownBy(() -> reading.read(setting(value)))
        .as(value)
        .isInstanceOf(JsoncException.class)
        .hasMessageStartingWith("f, line 1, column 9: key is ")
        .hasMessageContaining(words)
        .hasMessageEndingWith(". Correct the file");
  }

  @FunctionalInterface
  private interface Reading {
    Object read(Setting setting) throws JsoncException;
  }
}
