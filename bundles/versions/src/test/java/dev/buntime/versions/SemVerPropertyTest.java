package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** Compares random pre-releases with a plain transcription of the rules. */
public final class SemVerPropertyTest {
  private static final String CHARACTERS = "019aZ-";

  @Test
  public void compareTo_agreesWithTheRules() {
    Random random = new Random(20260101);
    for (int i = 0; i < 20_000; i++) {
      String one = preRelease(random);
      String other = preRelease(random);

      int order = SemVer.parse("1.0.0-" + one).compareTo(SemVer.parse("1.0.0-" + other));

      assertThat(Integer.signum(order))
          .as("%s compared with %s", one, other)
          .isEqualTo(Integer.signum(expected(one, other)));
    }
  }

  private static String preRelease(Random random) {
    return Stream.generate(() -> identifier(random))
        .limit(random.nextInt(1, 4))
        .collect(Collectors.joining("."));
  }

  private static String identifier(Random random) {
    String text =
        random
            .ints(random.nextInt(1, 4), 0, CHARACTERS.length())
            .mapToObj(index -> CHARACTERS.substring(index, index + 1))
            .collect(Collectors.joining());
    return isNumber(text) ? new BigInteger(text).toString() : text;
  }

  private static int expected(String one, String other) {
    List<String> left = List.of(one.split("\\."));
    List<String> right = List.of(other.split("\\."));
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      int order = identifiers(left.get(i), right.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  private static int identifiers(String one, String other) {
    if (isNumber(one) && isNumber(other)) {
      return new BigInteger(one).compareTo(new BigInteger(other));
    }
    if (isNumber(one) != isNumber(other)) {
      return isNumber(one) ? -1 : 1;
    }
    return one.compareTo(other);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
