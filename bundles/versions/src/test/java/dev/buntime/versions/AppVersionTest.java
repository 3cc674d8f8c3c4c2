package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

public final class AppVersionTest {
  private static final SemVer ONE = SemVer.of(1, 0, 0);

  @Test
  public void isName_whenLowerCaseDigitsDotsAndDashes_isTrue() {
    assertThat(List.of("a", "7", "hello-api", "dev.buntime.shop", "a_b", "0-0", "a..b", "a-"))
        .allMatch(AppVersion::isName);
  }

  @Test
  public void isName_whenAnythingElse_isFalse() {
    assertThat(
            List.of(
                "",
                "_",
                "_admin",
                "-a",
                ".a",
                "..",
                "Hello",
                "hello api",
                "a/b",
                "a@1",
                "a%20b",
                "ä",
                "a\n",
                "a;b"))
        .noneMatch(AppVersion::isName);
  }

  @Test
  public void constructor_whenNameIsNone_namesItAndTheRule() {
    assertThatThrownBy(() -> new AppVersion("Shop", ONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'Shop' is not an app name: [a-z0-9][a-z0-9._-]*");
  }

  @Test
  public void toString_isWhatAUrlSays() {
    assertThat(new AppVersion("shop", SemVer.parse("1.0.0-rc.1+7")))
        .hasToString("shop@1.0.0-rc.1+7");
  }

  @Test
  public void compareTo_isByNameThenVersion() {
    assertThat(
            Stream.of("shop@2.0.0", "shop@10.0.0", "cart@3.0.0", "shop@2.0.0-rc.1")
                .map(AppVersionTest::id)
                .sorted()
                .map(AppVersion::toString))
        .containsExactly("cart@3.0.0", "shop@2.0.0-rc.1", "shop@2.0.0", "shop@10.0.0");
  }

  @Test
  public void equals_comparesNameAndVersion() {
    assertThat(new AppVersion("shop", ONE))
        .isEqualTo(new AppVersion("shop", SemVer.parse("1.0.0")))
        .hasSameHashCodeAs(new AppVersion("shop", SemVer.parse("1.0.0")))
        .isNotEqualTo(new AppVersion("cart", ONE))
        .isNotEqualTo(new AppVersion("shop", SemVer.of(1, 0, 1)));
  }

  private static AppVersion id(String text) {
    int at = text.indexOf('@');
    return new AppVersion(text.substring(0, at), SemVer.parse(text.substring(at + 1)));
  }
}
