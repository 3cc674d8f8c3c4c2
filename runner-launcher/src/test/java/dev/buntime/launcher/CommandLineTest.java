package dev.buntime.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.launcher.CommandLine.Value;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public final class CommandLineTest {

  @Test
  public void parse_withoutArguments_starts() throws Refusal {
    assertThat(parse().command()).isEqualTo(Command.START);
    assertThat(parse().values()).isEmpty();
  }

  @Test
  public void parse_everyCommand() throws Refusal {
    for (Command command : Command.values()) {
      assertThat(parse(command.word()).command()).isEqualTo(command);
    }
  }

  @Test
  public void parse_helpAndVersion_asOptions() throws Refusal {
    assertThat(parse("-h").command()).isEqualTo(Command.HELP);
    assertThat(parse("start", "--help").command()).isEqualTo(Command.HELP);
    assertThat(parse("--version").command()).isEqualTo(Command.VERSION);
  }

  @Test
  public void parse_bothForms_beforeAndAfterTheCommand() throws Refusal {
    CommandLine line = parse("--port", "80", "start", "--host=::1", "--data", "/a=b");

    assertThat(line.command()).isEqualTo(Command.START);
    assertThat(line.value(Option.PORT)).contains(new Value("--port", "80"));
    assertThat(line.value(Option.HOST)).contains(new Value("--host", "::1"));
    assertThat(line.value(Option.DATA)).contains(new Value("--data", "/a=b"));
  }

  @Test
  public void parse_anOption_winsOverTheEnvironment() throws Refusal {
    CommandLine line =
        CommandLine.parse(
            List.of("--port", "80"), Map.of("PORT", "90", "HOST", "::1", "APPS_DIR", ""));

    assertThat(line.value(Option.PORT)).contains(new Value("--port", "80"));
    assertThat(line.value(Option.HOST)).contains(new Value("HOST", "::1"));
    assertThat(line.value(Option.APPS)).as("an empty variable counts as absent").isEmpty();
  }

  @Test
  public void parse_aCommandIgnoresVariablesItDoesNotTake() throws Refusal {
    CommandLine line =
        CommandLine.parse(List.of("status"), Map.of("PORT", "x", "BUNTIME_DATA", "/d"));

    assertThat(line.values()).containsOnlyKeys(Option.DATA);
  }

  @Test
  public void parse_whatIsUnknown_namesTheNearest() {
    assertRefused("There is no option --prot, the nearest is --port", "--prot", "80");
    assertRefused("There is no option --loglevel, the nearest is --log-level", "--loglevel=info");
    assertRefused("There is no option -p: bin/buntime help lists all.", "-p", "80");
    assertRefused("There is no command 'stat', the nearest is start", "stat");
    assertRefused("There is no command 'pass', the nearest is passwd", "pass");
  }

  @Test
  public void parse_whatIsIncompleteOrOutOfPlace_saysSo() {
    assertRefused("The option --port needs a value", "--port");
    assertRefused("The option --port needs a value", "--port=");
    assertRefused("The option --port needs a value", "--port", "--host", "::1");
    assertRefused("The option --port is given twice", "--port", "1", "--port=2");
    assertRefused("The command stop takes no --port", "stop", "--port", "1");
    assertRefused("The command version takes no --data", "--data", "/d", "version");
    assertRefused("One command at a time: 'stop' comes after start", "start", "stop");
  }

  private static void assertRefused(String sentence, String... arguments) {
    assertThatThrownBy(() -> parse(arguments))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ExitCode.REFUSED))
        .hasMessageStartingWith(sentence)
        .hasMessageEndingWith(".");
  }

  private static CommandLine parse(String... arguments) throws Refusal {
    return CommandLine.parse(List.of(arguments), Map.of());
  }
}
