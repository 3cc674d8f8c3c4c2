package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class AppSegmentTest {

  @Test
  public void fault_ofAnApp_isNone() {
    assertThat(AppSegment.fault("shop")).isEmpty();
    assertThat(AppSegment.fault("shop@^1.2 || 3")).isEmpty();
    assertThat(AppSegment.fault("shop@[1,2)")).isEmpty();
  }

  @Test
  public void fault_ofWhatNamesNoApp_saysWhy() {
    assertThat(AppSegment.fault("Shop"))
        .contains("'Shop' is not an app name ([a-z0-9][a-z0-9._-]*)");
    assertThat(AppSegment.fault("")).hasValueSatisfying(why -> assertThat(why).startsWith("''"));
    assertThat(AppSegment.fault("@1")).hasValueSatisfying(why -> assertThat(why).startsWith("''"));
  }

  @Test
  public void fault_ofAMalformedRange_saysWhere() {
    assertThat(AppSegment.fault("shop@1.y"))
        .hasValueSatisfying(
            why -> assertThat(why).startsWith("the range after @ is malformed at position 3"));
    assertThat(AppSegment.fault("shop@")).isPresent();
  }
}
