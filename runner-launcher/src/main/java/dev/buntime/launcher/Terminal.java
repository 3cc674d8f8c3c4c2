package dev.buntime.launcher;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the launcher talks to a person or to a program that reads its lines.
 *
 * @param in standard input
 * @param out answers
 * @param err refusals
 * @param console the person, null if there is none on both ends
 * @param coloured whether answers may have colours
 * @param watched whether a person sees what goes to {@code err}, so that progress is worth telling
 */
public record Terminal(
    InputStream in,
    PrintStream out,
    PrintStream err,
    @Nullable Console console,
    boolean coloured,
    boolean watched) {
  /** The system property by which {@code bin/buntime} says that standard error is a terminal. */
  private static final String WATCHED = "buntime.watched";

  private static final String ESCAPE = "\u001b[";

  /** The streams of this process; colours if a person looks who did not set {@code NO_COLOR}. */
  @SuppressWarnings("SystemConsoleNull") // it is null since 25, unless both ends are a terminal
  public static Terminal ofProcess(Map<String, String> environment) {
    Console console = System.console();
    boolean person = console != null && console.isTerminal();
    boolean coloured =
        person
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Terminal(
        System.in,
        System.out,
        System.err,
        person ? console : null,
        coloured,
        Boolean.getBoolean(WATCHED));
  }

  /** The same one, of which nobody sees {@code err}. */
  public Terminal unwatched() {
    return new Terminal(in, out, err, console, coloured, false);
  }

  /** The text in bold if colours are allowed. */
  public String bold(String text) {
    return styled("1", text);
  }

  /** The text as something that can be opened if colours are allowed. */
  public String link(String url) {
    return styled("36", url);
  }

  private String styled(String code, String text) {
    return coloured ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }

  /**
   * Asks for a secret without echo; without a person, the next line of standard input is it.
   *
   * @return empty at the end of the input
   */
  public Optional<char[]> secret(String question) throws IOException {
    if (console != null) {
      return Optional.ofNullable(console.readPassword("%s: ", question));
    }
    var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    return Optional.ofNullable(reader.readLine()).map(String::toCharArray);
  }
}
