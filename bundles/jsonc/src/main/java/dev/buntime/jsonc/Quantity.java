package dev.buntime.jsonc;

import dev.buntime.jsonc.Value.Numeral;
import dev.buntime.jsonc.Value.Text;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of any size, and texts of a number and a unit. */
final class Quantity {
  private static final Pattern WITH_UNIT =
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
  private static final int MAX_SCALE = 100;

  private Quantity() {}

  /** A number of seconds or a text with a unit of time; empty if it is neither. */
  static Optional<BigDecimal> seconds(Value value) {
    return of(value, SECONDS);
  }

  /** A number of bytes or a text with a unit of size; empty if it is neither. */
  static Optional<BigDecimal> bytes(Value value) {
    return of(value, BYTES);
  }

  /** A number without a unit is in the basic one; a text needs a unit. */
  private static Optional<BigDecimal> of(Value value, Map<String, BigDecimal> units) {
    return switch (value) {
      case Numeral(String digits) -> number(digits);
      case Text(String text) -> {
        Matcher parts = WITH_UNIT.matcher(text.strip());
        BigDecimal unit =
            parts.matches() ? units.get(parts.group(2).toLowerCase(Locale.ROOT)) : null;
        yield Optional.ofNullable(unit).map(each -> each.multiply(new BigDecimal(parts.group(1))));
      }
      default -> Optional.empty();
    };
  }

  /** The number; empty if its exponent is beyond all bounds, so that counting takes for ever. */
  static Optional<BigDecimal> number(String digits) {
    try {
      return Optional.of(new BigDecimal(digits)).filter(each -> Math.abs(each.scale()) < MAX_SCALE);
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** Whether a number is no whole one. */
  static boolean isFraction(BigDecimal number) {
    return number.stripTrailingZeros().scale() > 0;
  }
}
