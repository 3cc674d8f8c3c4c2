package dev.buntime.launcher.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What becomes of printed lines, above all of long ones. */
public final class CapturedTest {
  private static final String KNOWN = "known secret-Ä";

  private final Secrets secrets = new Secrets();
  private final List<String> lines = new ArrayList<>();
  private final Captured captured =
      new Captured(
          "stdout", Level.INFO, secrets, (_, _, text, _, _) -> lines.add(secrets.mask(text)));

  @Test
  public void print_piecesOfALine_areOneLine() {
    captured.print("a");
    captured.print("b\nc");
    assertThat(lines).containsExactly("ab");

    captured.print("\r\n\n  \nd\n");
    assertThat(lines).containsExactly("ab", "c", "d");
  }

  @Test
  public void print_aLongLine_isSeveral_splitAtBlanks() {
    String line = "word and ".repeat(10_000);

    captured.print(line);
    captured.print("\nnext\n");

    assertThat(String.join("", lines)).isEqualTo(line + "next");
    assertThat(lines.subList(0, lines.size() - 2))
        .allMatch(each -> each.endsWith(" ") && each.length() > 15_000 && each.length() <= 16_384);
  }

  @Test
  public void print_aLongLineWithoutBlanks_isSplitBetweenCharacters() {
    String line = "x" + "€".repeat(20_000);

    captured.print(line + "\n");

    assertThat(lines).hasSizeGreaterThan(3);
    assertThat(String.join("", lines)).isEqualTo(line);
  }

  @Test
  public void print_aLongLinePieceByPiece_isTheSame() {
    for (int i = 0; i < 30_000; i++) {
      captured.print("ab ");
    }
    captured.print("\n");

    assertThat(String.join("", lines)).isEqualTo("ab ".repeat(30_000));
    assertThat(lines).hasSize(6);
  }

  @Test
  public void print_aSecretThatIsSplit_isNowhere() {
    secrets.set("a", List.of(KNOWN));
    Map<String, String> texts =
        Map.of(
            KNOWN,
            "***",
            "password=planted-planted",
            "password=***",
            "\"password\": \"planted and planted\"",
            "\"password\": ***",
            "Cookie: a=planted; b=planted",
            "Cookie: ***",
            "Bearer planted.planted-1",
            "Bearer ***");
    for (String blank : List.of(" ", "")) {
      texts.forEach((text, masked) -> {
        for (int i = 0; i <= text.getBytes(StandardCharsets.UTF_8).length; i++) {
          lines.clear();
          String before = "x".repeat(BegunLine.LONGEST - i - 1) + (blank.isEmpty() ? "," : blank);

          captured.print(before + text + blank + "\n");

          assertThat(String.join("", lines))
              .as("%s at %d", text, i)
              .startsWith(before)
              .doesNotContain("plante", "lanted", "secret", "known");
        }
      });
    }
  }

  @Test
  public void print_aSecretThatIsLongerThanALine_isNowhere() {
    captured.print("x,password=" + "planted".repeat(10_000) + "\n");

    assertThat(lines).containsExactly("x,password=***", "***");
  }

  @Test
  public void print_afterALineWithASplitSecret_nothingIsMasked() {
    captured.print("x".repeat(BegunLine.LONGEST - 20) + " Cookie: a=" + "planted; ".repeat(5000));
    captured.print("planted\nnext\n");

    assertThat(lines).last().isEqualTo("next");
    assertThat(lines.get(lines.size() - 2)).isEqualTo("***");
    assertThat(String.join("", lines)).doesNotContain("planted");
  }
}
