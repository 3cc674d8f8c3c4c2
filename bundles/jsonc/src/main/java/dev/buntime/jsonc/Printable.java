package dev.buntime.jsonc;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Text from files that goes into logs and answers: always one line that looks like what it is. */
public final class Printable {
  /** Control and format characters, line separators and halves of surrogate pairs. */
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

  private Printable() {}

  /** The text with every character that does not show written as its Unicode escape. */
  public static String of(String text) {
    return UNPRINTABLE.matcher(text).replaceAll(Printable::escape);
  }

  private static String escape(MatchResult hit) {
    return "\\\\u%04x".formatted(hit.group().codePointAt(0));
  }
}
