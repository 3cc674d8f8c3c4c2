package dev.buntime.router.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.Test;

public class ShellTest {

  @Test
  public void of_nothing_isNone() {
    assertThat(Shell.of("")).isEqualTo(new Shell.None());
    assertThat(Shell.of("  ")).isEqualTo(new Shell.None());
  }

  @Test
  public void of_anAppWithOrWithoutRange_isThatApp() {
    assertThat(Shell.of("portal")).isEqualTo(new Shell.App("portal"));
    assertThat(Shell.of(" portal@^1.2 || 3 ")).isEqualTo(new Shell.App("portal@^1.2 || 3"));
  }

  @Test
  public void of_whatIsNoName_saysPidKeyValueAndWhatIsAllowed() {
    assertThat(problem("Portal"))
        .contains("dev.buntime.router", "shell", "'Portal'", "[a-z0-9][a-z0-9._-]*", "app@range");
    assertThat(problem("_")).contains("'_' is not an app name");
    assertThat(problem("/portal")).contains("'/portal' is not an app name");
    assertThat(problem("@1")).contains("'' is not an app name");
  }

  @Test
  public void of_aMalformedRange_saysWhere() {
    assertThat(problem("portal@1.y")).contains("'portal@1.y'", "position 3: found 'y'");
    assertThat(problem("portal@")).contains("position 1");
  }

  private static String problem(String text) {
    return assertThat(Shell.of(text))
        .asInstanceOf(InstanceOfAssertFactories.type(Shell.Malformed.class))
        .actual()
        .problem();
  }
}
