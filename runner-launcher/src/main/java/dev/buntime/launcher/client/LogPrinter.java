package dev.buntime.launcher.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/** Prints the lines of a log that come as server-sent events (WHATWG HTML, section 9.2). */
final class LogPrinter {
  private static final String EVENT = "event: ";
  private static final String DATA = "data: ";

  /** The comment between the newest lines and those to come. */
  private static final String FOLLOWS = ": the log follows";

  private final PrintStream out;
  private final PrintStream err;
  private final boolean json;

  /**
   * @param json whether lines are printed as they come
   */
  LogPrinter(PrintStream out, PrintStream err, boolean json) {
    this.out = out;
    this.err = err;
    this.json = json;
  }

  /** Prints until the stream ends; or, unless it is to be followed, until all newest are there. */
  void print(BufferedReader events, boolean follow) throws IOException {
    String kind = "";
    for (String line = events.readLine(); line != null; line = events.readLine()) {
      if (line.startsWith(EVENT)) {
        kind = line.substring(EVENT.length());
      } else if (line.startsWith(DATA)) {
        print(kind, line.substring(DATA.length()));
      } else if (line.startsWith(FOLLOWS) && !follow) {
        return;
      }
    }
  }

  private void print(String kind, String data) throws IOException {
    if (kind.equals("missed")) {
      err.println(Tree.of(data).text("lines") + " lines were missed: they came too fast.");
    } else if (json) {
      out.println(data);
    } else {
      out.println(words(Tree.of(data)));
    }
    out.flush();
  }

  private static String words(Tree line) {
    String worker = line.text("worker");
    String app = worker.isEmpty() ? line.text("app") : worker;
    String head =
        "%s %-5s %s%s - "
            .formatted(
                line.text("time"),
                line.text("level").toUpperCase(Locale.ROOT),
                app.isEmpty() ? "" : "[" + app + "] ",
                line.text("logger"));
    String stack = line.text("stack");
    return Table.clean(head)
        + Table.cleanLines(line.text("message"))
        + (stack.isEmpty() ? "" : System.lineSeparator() + Table.cleanLines(stack));
  }
}
