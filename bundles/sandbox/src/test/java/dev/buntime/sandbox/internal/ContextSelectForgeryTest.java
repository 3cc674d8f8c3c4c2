package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.Test;

/** Selections that try to get out of the slot. */
public final class ContextSelectForgeryTest {

  @Test
  public void of_whenMalformed_neverMatchesAnotherSlot() {
    for (String selected :
        List.of(
            "x)(dev.buntime.slot=w2",
            "x))(|(dev.buntime.slot=*)",
            "x)))(|((dev.buntime.slot=*",
            "(a=b))(|(dev.buntime.slot=*)",
            "(|(dev.buntime.slot=w2)(dev.buntime.slot=w1))",
            "(dev.buntime.slot=*)",
            "(",
            ")",
            "(((",
            "*")) {
      assertThat(reaches(ContextSelect.of("w1", selected), "w2")).as(selected).isFalse();
    }
  }

  private static boolean reaches(String filter, String slot) {
    try {
      return Fakes.matches(
          filter, Map.of("dev.buntime.slot", slot, "dev.buntime.context", "default", "a", "b"));
    } catch (IllegalArgumentException e) {
      return false; // Felix HTTP refuses a service whose filter is malformed
    }
  }
}
