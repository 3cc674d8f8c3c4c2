package dev.buntime.jsonc;

import dev.buntime.jsonc.Value.Items;
import dev.buntime.jsonc.Value.Members;
import dev.buntime.jsonc.Value.Nothing;
import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import dev.buntime.jsonc.Value.Truth;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A value of a settings file and the ways to read it. What does not fit throws an error with file,
 * place, key, value and what is allowed.
 *
 * @param place of the value
 * @param path keys that lead to it from the root of the file, such as {@code limits.body} or {@code
 *     plugins[1]}
 * @param value what is there
 */
public record Setting(Place place, String path, Value value) {
  private static final int NANO_DIGITS = 9;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** A text that is not blank, without white space around it. */
  public String text(String allowed) throws JsoncException {
    if (value instanceof Text(String text) && !text.isBlank()) {
      return text.strip();
    }
    throw refused(allowed);
  }

  /** A text as it is, which may be empty. */
  public String anyText(String allowed) throws JsoncException {
    if (value instanceof Text(String text)) {
      return text;
    }
    throw refused(allowed);
  }

  /** One of some words, exactly as they are written. */
  public String oneOf(List<String> words) throws JsoncException {
    if (value instanceof Text(String text) && words.contains(text)) {
      return text;
    }
    throw refused(
        words.stream()
            .map("\"%s\""::formatted)
            .collect(Collectors.joining(", ", words.size() > 1 ? "one of " : "", "")));
  }

  /** True or false. */
  public boolean truth() throws JsoncException {
    if (value instanceof Truth(boolean isTrue)) {
      return isTrue;
    }
    throw refused("true or false");
  }

  /** A whole number from {@code least} to {@code most}. */
  public int whole(int least, int most) throws JsoncException {
    String allowed = "a whole number from %d to %d".formatted(least, most);
    if (!(value instanceof Numeral(String digits))) {
      throw refused(allowed);
    }
    BigDecimal number = Quantity.number(digits).orElseThrow(() -> refused(allowed));
    if (isOutside(number, least, most) || Quantity.isFraction(number)) {
      throw refused(allowed);
    }
    return number.intValueExact();
  }

  /**
   * A time: a number of seconds or a text with a unit. Not 0 is at least 1 ms, so that nobody gets
   * "no limit" who asked for little.
   *
   * @param zero what 0 stands for, empty if it is not allowed
   */
  public Duration duration(String zero, Duration most) throws JsoncException {
    return duration(zero, SHORTEST, most);
  }

  /** A time from {@code least} to {@code most}: a number of seconds or a text with a unit. */
  public Duration duration(Duration least, Duration most) throws JsoncException {
    return duration("", least, most);
  }

  private Duration duration(String zero, Duration least, Duration most) throws JsoncException {
    String allowed =
        "%s%d ms to %d s, as a number of seconds or a text such as \"500ms\", \"30s\", \"5m\", \"1h\""
            .formatted(
                zero.isEmpty() ? "" : "0 (" + zero + ") or ", least.toMillis(), most.toSeconds());
    BigDecimal seconds = Quantity.seconds(value).orElseThrow(() -> refused(allowed));
    if (isOutside(seconds, 0, most.toSeconds())) {
      throw refused(allowed);
    }
    BigDecimal nanos = seconds.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.FLOOR);
    Duration duration = Duration.ofNanos(nanos.longValueExact());
    boolean tooShort = seconds.signum() == 0 ? zero.isEmpty() : duration.compareTo(least) < 0;
    if (tooShort) {
      throw refused(allowed);
    }
    return duration;
  }

  /** A size: a number of bytes or a text with a unit, from 0 to {@code most}. */
  public long bytes(long most) throws JsoncException {
    return bytes(0, most);
  }

  /** A size: a number of bytes or a text with a unit, from {@code least} to {@code most}. */
  public long bytes(long least, long most) throws JsoncException {
    String allowed =
        "%d to %d bytes, as a number or a text such as \"512kb\", \"10mb\", \"10 MiB\", \"1gib\""
            .formatted(least, most);
    BigDecimal bytes = Quantity.bytes(value).orElseThrow(() -> refused(allowed));
    if (isOutside(bytes, least, most) || Quantity.isFraction(bytes)) {
      throw refused(allowed);
    }
    return bytes.longValueExact();
  }

  /** The values of a list, in their order. */
  public List<Setting> items(String allowed) throws JsoncException {
    if (value instanceof Items(List<Setting> items)) {
      return items;
    }
    throw refused(allowed);
  }

  /** The members of an object, in their order. */
  public List<Member> members(String allowed) throws JsoncException {
    if (value instanceof Members(List<Member> members)) {
      return members;
    }
    throw refused(allowed);
  }

  private static boolean isOutside(BigDecimal number, long least, long most) {
    return number.compareTo(BigDecimal.valueOf(least)) < 0
        || number.compareTo(BigDecimal.valueOf(most)) > 0;
  }

  /**
   * The error that this value is not allowed.
   *
   * @param allowed what is
   */
  public JsoncException refused(String allowed) {
    return place.error("%s is %s; allowed is %s".formatted(path, words(), allowed));
  }

  /**
   * The error that this value is not allowed, which does not repeat it: it may be a secret.
   *
   * @param allowed what is
   */
  public JsoncException refusedUnseen(String allowed) {
    return place.error("%s has another value; allowed is %s".formatted(path, allowed));
  }

  private String words() {
    return switch (value) {
      case Text(String text) -> '"' + text + '"';
      case Numeral(String digits) -> digits;
      case Truth(boolean isTrue) -> String.valueOf(isTrue);
      case Nothing() -> "null";
      case Items _ -> "a list";
      case Members _ -> "an object";
    };
  }
}
