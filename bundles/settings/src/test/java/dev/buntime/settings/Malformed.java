package dev.buntime.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A configuration that is refused.
 *
 * @param name what is wrong with it
 * @param seenBySchema whether an editor that knows the schema tells
 * @param text its content
 * @param messages what the code says
 */
record Malformed(String name, boolean seenBySchema, String text, List<String> messages) {
  /** The variables that the table counts with. */
  static final Map<String, String> ENVIRONMENT = Map.of("HOME", "/home/me", "EMPTY", "");

  private static final String MESSAGE = "=> ";

  /** The table in {@code malformed.txt}. */
  static List<Malformed> table() {
    List<Malformed> table = new ArrayList<>();
    List<String> block = new ArrayList<>();
    for (String line : read().lines().toList()) {
      if (line.startsWith("#") && !block.isEmpty()) {
        table.add(of(block));
        block.clear();
      }
      if (line.startsWith("#") || !block.isEmpty()) {
        block.add(line);
      }
    }
    table.add(of(block));
    return table;
  }

  private static Malformed of(List<String> block) {
    String name = block.getFirst().replaceFirst("^#+ ", "");
    boolean seen = !block.getFirst().startsWith("##");
    List<String> messages =
        block.stream()
            .filter(line -> line.startsWith(MESSAGE))
            .map(line -> line.substring(MESSAGE.length()))
            .toList();
    List<String> text =
        block.stream().skip(1).takeWhile(line -> !line.startsWith(MESSAGE)).toList();
    return new Malformed(name, seen, String.join("\n", text), messages);
  }

  private static String read() {
    try (InputStream in = Malformed.class.getResourceAsStream("malformed.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
