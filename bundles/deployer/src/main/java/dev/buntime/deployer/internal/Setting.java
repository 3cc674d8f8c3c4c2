package dev.buntime.deployer.internal;

import dev.buntime.deployer.internal.JsoncObject.Kind;
import dev.buntime.deployer.internal.JsoncObject.Member;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One value of a settings file and the ways to read it. Whatever does not fit refuses the artifact
 * with file, place, key, value and what is allowed.
 *
 * @param file its name, for messages
 * @param member key, value and place
 */
record Setting(String file, Member member) {
  private static final Pattern QUANTITY =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,18})?)\\s*([a-zA-Z]*)");
  private static final Map<String, BigDecimal> SECONDS =
      Map.of(
          "ms", new BigDecimal("0.001"),
          "s", BigDecimal.ONE,
          "m", new BigDecimal(60),
          "h", new BigDecimal(3600));
  private static final Map<String, BigDecimal> BYTES =
      Map.of(
          "b", BigDecimal.ONE,
          "kb", new BigDecimal(1_000),
          "mb", new BigDecimal(1_000_000),
          "gb", new BigDecimal(1_000_000_000),
          "kib", new BigDecimal(1L << 10),
          "mib", new BigDecimal(1L << 20),
          "gib", new BigDecimal(1L << 30));
  private static final int NANO_DIGITS = 9;
  private static final int MAX_SCALE = 100;
  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** A text that is not blank, without white space around it. */
  String text(String allowed) throws RefusedException {
    if (member.kind() != Kind.TEXT || member.text().isBlank()) {
      throw refused(allowed);
    }
    return member.text().strip();
  }

  /** True or false. */
  boolean truth() throws RefusedException {
    if (member.kind() != Kind.TRUTH) {
      throw refused("true or false");
    }
    return Boolean.parseBoolean(member.text());
  }

  /** A whole number from {@code least} to {@code most}. */
  int whole(int least, int most) throws RefusedException {
    String allowed = "a whole number from %d to %d".formatted(least, most);
    BigDecimal number =
        Optional.of(member)
            .filter(each -> each.kind() == Kind.NUMBER)
            .flatMap(each -> number(each.text()))
            .orElseThrow(() -> refused(allowed));
    if (isOutside(number, new BigDecimal(least), new BigDecimal(most))
        || number.stripTrailingZeros().scale() > 0) {
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
  Duration duration(String zero, Duration most) throws RefusedException {
    String allowed =
        "%s1 ms to %d s, as a number of seconds or a text such as \"500ms\", \"30s\", \"5m\", \"1h\""
            .formatted(zero.isEmpty() ? "" : "0 (" + zero + ") or ", most.toSeconds());
    BigDecimal seconds = quantity(SECONDS).orElseThrow(() -> refused(allowed));
    if (isOutside(seconds, BigDecimal.ZERO, new BigDecimal(most.toSeconds()))) {
      throw refused(allowed);
    }
    BigDecimal nanos = seconds.movePointRight(NANO_DIGITS).setScale(0, RoundingMode.FLOOR);
    Duration duration = Duration.ofNanos(nanos.longValueExact());
    boolean tooShort = seconds.signum() == 0 ? zero.isEmpty() : duration.compareTo(SHORTEST) < 0;
    if (tooShort) {
      throw refused(allowed);
    }
    return duration;
  }

  /** A size: a number of bytes or a text with a unit, from 0 to {@code most}. */
  long bytes(long most) throws RefusedException {
    String allowed =
        "0 to %d bytes, as a number or a text such as \"512kb\", \"10mb\", \"10 MiB\", \"1gib\""
            .formatted(most);
    BigDecimal bytes = quantity(BYTES).orElseThrow(() -> refused(allowed));
    if (isOutside(bytes, BigDecimal.ZERO, new BigDecimal(most))
        || bytes.stripTrailingZeros().scale() > 0) {
      throw refused(allowed);
    }
    return bytes.longValueExact();
  }

  /** A number without a unit is in the basic one; a text needs a unit. */
  private Optional<BigDecimal> quantity(Map<String, BigDecimal> units) {
    return switch (member.kind()) {
      case NUMBER -> number(member.text());
      case TEXT -> {
        Matcher parts = QUANTITY.matcher(member.text().strip());
        BigDecimal unit =
            parts.matches() ? units.get(parts.group(2).toLowerCase(Locale.ROOT)) : null;
        yield Optional.ofNullable(unit).map(each -> each.multiply(new BigDecimal(parts.group(1))));
      }
      case TRUTH, OTHER -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> number(String digits) {
    try {
      // Arithmetic with a huge exponent would take for ever.
      return Optional.of(new BigDecimal(digits)).filter(each -> Math.abs(each.scale()) < MAX_SCALE);
    } catch (NumberFormatException _) { // an exponent beyond all bounds
      return Optional.empty();
    }
  }

  private static boolean isOutside(BigDecimal number, BigDecimal least, BigDecimal most) {
    return number.compareTo(least) < 0 || number.compareTo(most) > 0;
  }

  /** The refusal of this value. */
  RefusedException refused(String allowed) {
    String value = member.kind() == Kind.TEXT ? '"' + member.text() + '"' : member.text();
    return new RefusedException(
        "%s, line %d, column %d: %s is %s; allowed is %s. Correct the file"
            .formatted(file, member.line(), member.column(), member.key(), value, allowed));
  }
}
