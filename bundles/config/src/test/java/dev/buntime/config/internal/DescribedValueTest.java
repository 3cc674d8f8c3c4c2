package dev.buntime.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.config.internal.FakeMetatypes.Attribute;
import dev.buntime.jsonc.JsoncException;
import java.util.List;
import org.junit.Test;
import org.osgi.service.metatype.AttributeDefinition;

public final class DescribedValueTest {
  private static final Attribute WHOLE = Attribute.number("n", "5", 1, 10);
  private static final Attribute MANY =
      new Attribute("many", AttributeDefinition.LONG, 100, List.of(), "1", "10", "");
  private static final Attribute YES =
      new Attribute("yes", AttributeDefinition.BOOLEAN, 0, List.of(), "", "", "");
  private static final Attribute FRACTION =
      new Attribute("part", AttributeDefinition.DOUBLE, 0, List.of(), "", "", "");

  @Test
  public void read_whatIsAllowed_hasTheTypeThatIsDescribed() throws JsoncException {
    assertThat(DescribedValue.read(WHOLE, 10L)).isEqualTo(10L);
    assertThat(DescribedValue.read(WHOLE, " 7 ")).isEqualTo(7L);
    assertThat(DescribedValue.read(YES, "true")).isEqualTo(true);
    assertThat(DescribedValue.read(FRACTION, 2L)).isEqualTo(2.0);
    assertThat(DescribedValue.read(Attribute.text("t"), 5L)).isEqualTo("5");
    assertThat(DescribedValue.read(MANY, List.of(1L, "2"))).isEqualTo(List.of(1L, 2L));
    assertThat(DescribedValue.read(MANY, List.of())).isEqualTo(List.of());
  }

  @Test
  public void read_whatIsNot_saysWhatIs() {
    assertRefused(WHOLE, 0L, "n is 0; allowed is a whole number: Some number, 1 to 10");
    assertRefused(WHOLE, "x", "n is \"x\"; allowed is a whole number: Some number, 1 to 10");
    assertRefused(WHOLE, 1.5, "n is 1.5; allowed is a whole number: Some number, 1 to 10");
    assertRefused(WHOLE, List.of(1L), "n is [1]; allowed is a whole number: Some number, 1 to 10");
    assertRefused(FRACTION, "x", "part is \"x\"; allowed is a number");
    assertRefused(MANY, 5L, "many is 5; allowed is a list of a whole number");
    assertRefused(MANY, List.of(1L, 11L), "many is [1,11]; allowed is a list of a whole number");
    assertRefused(MANY, List.of("1,2"), "many is [\"1,2\"]; allowed is a list of a whole number");
  }

  private static void assertRefused(Attribute attribute, Object value, String problem) {
    assertThatThrownBy(() -> DescribedValue.read(attribute, value))
        .isInstanceOfSatisfying(
            JsoncException.class, e -> assertThat(e.problem()).isEqualTo(problem));
  }
}
