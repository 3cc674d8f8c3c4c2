package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.credentials.PasswordHash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.Test;

public class UserPasswordTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private UserPassword reading(String input) {
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new UserPassword(
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            stream,
            stream,
            null,
            false,
            false));
  }

  @Test
  public void printHash_whenGiven_printsOneLineThatThePasswordMatches() throws Exception {
    reading("correct horse\n").printHash();

    String line = out.toString(StandardCharsets.UTF_8).strip();
    assertThat(line).doesNotContain("correct").hasLineCount(1);
    assertThat(PasswordHash.parse(line).matches("correct horse".toCharArray())).isTrue();
  }

  @Test
  public void printHash_whenThereIsNoneOrATooShortOne_isRefused() {
    assertThatThrownBy(() -> reading("").printHash())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no password");
    assertThatThrownBy(() -> reading("short\n").printHash())
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("8 to 256");
    assertThat(out.size()).isZero();
  }
}
