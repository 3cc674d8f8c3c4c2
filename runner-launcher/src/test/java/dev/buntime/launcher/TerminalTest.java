package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.Test;

public final class TerminalTest {

  @Test
  public void bold_hasEscapesOnlyIfColoursAreAllowed() {
    assertThat(terminal(false).bold("x") + terminal(false).link("y")).isEqualTo("xy");
    assertThat(terminal(true).bold("x")).isEqualTo("\u001b[1mx\u001b[0m");
  }

  private static Terminal terminal(boolean coloured) {
    var nowhere = new PrintStream(OutputStream.nullOutputStream());
    return new Terminal(InputStream.nullInputStream(), nowhere, nowhere, null, coloured, false);
  }
}
