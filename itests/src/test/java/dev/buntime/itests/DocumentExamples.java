package dev.buntime.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The examples of a document: commands, and what is answered afterwards. */
final class DocumentExamples {
  private static final Pattern BLOCK =
      Pattern.compile("\\[source,(sh|http)]\n----\n(.*?)\n----\n", Pattern.DOTALL);

  private DocumentExamples() {}

  /**
   * One step of an example.
   *
   * @param heading of the section that it is in
   * @param language {@code sh} for commands, {@code http} for what is answered
   */
  record Step(String heading, String language, String text) {

    /** Paths, each with what its answer has in it. */
    List<Call> calls() {
      List<Call> calls = new ArrayList<>();
      String[] lines = text.split("\n");
      for (int i = 0; i + 1 < lines.length; i += 2) {
        calls.add(new Call(lines[i].substring("GET ".length()), lines[i + 1]));
      }
      return calls;
    }
  }

  /** A request and a part of its answer. */
  record Call(String path, String answer) {}

  /** All steps in their order. */
  static List<Step> of(Path document) throws IOException {
    String text = Files.readString(document);
    List<Step> steps = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      steps.add(new Step(heading(text, blocks.start()), blocks.group(1), blocks.group(2)));
    }
    return steps;
  }

  private static String heading(String text, int position) {
    int start = text.lastIndexOf("\n== ", position) + 1;
    return text.substring(start, text.indexOf('\n', start));
  }
}
