package dev.buntime.launcher.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of texts in columns; what strangers wrote cannot move the cursor. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... head) {
    rows.add(List.of(head));
  }

  /** Adds a row with as many cells as the head has. */
  void row(String... cells) {
    rows.add(IntStream.range(0, cells.length).mapToObj(i -> clean(cells[i])).toList());
  }

  /** A text without control characters. */
  static String clean(String text) {
    return text.codePoints()
        .map(each -> Character.isISOControl(each) || isFormat(each) ? '?' : each)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Lines stay lines; whatever else could move the cursor does not. */
  static String cleanLines(String text) {
    return String.join(
        System.lineSeparator(),
        text.strip().lines().map(each -> each.replace("\t", "    ")).map(Table::clean).toList());
  }

  /** Turns the direction of writing, or is invisible. */
  private static boolean isFormat(int codePoint) {
    return Character.getType(codePoint) == Character.FORMAT;
  }

  /** All lines, without white space at their ends. */
  List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths =
        IntStream.range(0, columns)
            .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
            .toArray();
    return rows.stream()
        .map(row ->
            IntStream.range(0, columns)
                .mapToObj(column -> pad(row.get(column), widths[column]))
                .collect(Collectors.joining(GAP))
                .stripTrailing())
        .toList();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(width - text.length());
  }
}
