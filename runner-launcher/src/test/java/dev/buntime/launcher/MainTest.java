package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public final class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  public void run_version_printsIt() {
    assertThat(run("version")).isEqualTo(ExitCode.OK);
    assertThat(text(out)).matches("Buntime \\d+\\.\\d+\\.\\d+\n");
  }

  @Test
  public void run_help_namesEveryCommandOptionAndVariable() {
    assertThat(run("help")).isEqualTo(ExitCode.OK);
    for (Command command : Command.values()) {
      assertThat(text(out)).contains("  " + command.word() + " ");
    }
    for (Option option : Option.values()) {
      assertThat(text(out)).contains(option.flag() + " ", " " + option.variable() + " ");
    }
    assertThat(text(out).lines()).allMatch(line -> line.length() <= 100);
  }

  @Test
  public void run_whenRefused_printsOneSentenceAndNoStackTrace() {
    assertThat(run("stat")).isEqualTo(ExitCode.REFUSED);
    assertThat(text(err).lines()).hasSize(1);
    assertThat(text(out)).isEmpty();
  }

  @Test
  public void run_withoutHome_saysHowToStart() {
    assertThat(run("start")).isEqualTo(ExitCode.REFUSED);
    assertThat(text(err)).contains("start with bin/buntime");
  }

  private ExitCode run(String... arguments) {
    var terminal =
        new Terminal(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            null,
            false,
            false);
    return new Main(Map.of(), terminal).run(List.of(arguments));
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
