package dev.buntime.versions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.Test;

public final class SemVerTest {
  /** The example of semver.org, section 11, lowest first. */
  private static final List<String> PRECEDENCE =
      List.of(
          "1.0.0-alpha",
          "1.0.0-alpha.1",
          "1.0.0-alpha.beta",
          "1.0.0-beta",
          "1.0.0-beta.2",
          "1.0.0-beta.11",
          "1.0.0-rc.1",
          "1.0.0",
          "2.0.0",
          "2.1.0",
          "2.1.1");

  @Test
  public void parse_whenRelease_hasItsNumbers() {
    SemVer version = SemVer.parse("1.20.300");

    assertThat(version.major()).isEqualTo(1);
    assertThat(version.minor()).isEqualTo(20);
    assertThat(version.patch()).isEqualTo(300);
    assertThat(version.isPreRelease()).isFalse();
    assertThat(version).hasToString("1.20.300");
  }

  @Test
  public void parse_whenPreRelease_saysSo() {
    SemVer version = SemVer.parse("2.0.0-beta.1");

    assertThat(version.isPreRelease()).isTrue();
    assertThat(version.major()).isEqualTo(2);
    assertThat(version).hasToString("2.0.0-beta.1");
  }

  @Test
  public void parse_whenOnlyBuildHasHyphen_isNoPreRelease() {
    SemVer version = SemVer.parse("1.0.0+build-7.x");

    assertThat(version.isPreRelease()).isFalse();
    assertThat(version).hasToString("1.0.0+build-7.x");
  }

  @Test
  public void parse_whenNumbersAreLargest_keepsThem() {
    assertThat(SemVer.parse("2147483647.0.2147483647").patch()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  public void of_makesTheRelease() {
    assertThat(SemVer.of(0, 0, 0)).isEqualTo(SemVer.parse("0.0.0"));
    assertThat(SemVer.of(3, 2, 1)).isEqualTo(SemVer.parse("3.2.1"));
  }

  @Test
  public void sameRelease_comparesTheThreeNumbersOnly() {
    SemVer release = SemVer.parse("1.2.3");

    assertThat(release.sameRelease(SemVer.parse("1.2.3-beta+7"))).isTrue();
    assertThat(release.sameRelease(SemVer.parse("1.2.4"))).isFalse();
    assertThat(release.sameRelease(SemVer.parse("1.3.3"))).isFalse();
    assertThat(release.sameRelease(SemVer.parse("2.2.3"))).isFalse();
  }

  @Test
  public void compareTo_followsTheExampleOfSemverOrg() {
    List<SemVer> shuffled = new ArrayList<>(PRECEDENCE.stream().map(SemVer::parse).toList());
    Collections.shuffle(shuffled, new Random(42));

    Collections.sort(shuffled);

    assertThat(shuffled.stream().map(SemVer::toString)).containsExactlyElementsOf(PRECEDENCE);
  }

  @Test
  public void compareTo_whenNumbersHaveMoreDigits_comparesValues() {
    assertThat(SemVer.parse("1.10.0")).isGreaterThan(SemVer.parse("1.9.0"));
    assertThat(SemVer.parse("1.0.0-rc.10")).isGreaterThan(SemVer.parse("1.0.0-rc.9"));
  }

  @Test
  public void equals_whenOnlyBuildDiffers_areTwoVersions() {
    SemVer one = SemVer.parse("1.0.0+a");
    SemVer other = SemVer.parse("1.0.0+b");

    assertThat(one).isNotEqualTo(other).isNotEqualTo(SemVer.parse("1.0.0"));
    assertThat(one.compareTo(other)).isNegative();
    assertThat(other.compareTo(one)).isPositive();
    assertThat(new TreeSet<>(List.of(one, other, SemVer.parse("1.0.0")))).hasSize(3);
  }

  @Test
  public void compareTo_whenBuildDiffers_neverBeatsPrecedence() {
    assertThat(SemVer.parse("1.0.0+z")).isLessThan(SemVer.parse("1.0.1+a"));
    assertThat(SemVer.parse("1.0.0-rc.1+z")).isLessThan(SemVer.parse("1.0.0+a"));
  }

  @Test
  public void equals_whenSameText_areOneVersion() {
    SemVer one = SemVer.parse("1.0.0-rc.1+a");
    SemVer other = SemVer.parse("1.0.0-rc.1+a");

    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isEqualByComparingTo(other);
    assertThat(one).isNotEqualTo("1.0.0-rc.1+a").isNotEqualTo(null);
  }

  @Test
  public void equals_whenCaseOfPreReleaseDiffers_areTwoVersions() {
    assertThat(SemVer.parse("1.0.0-RC")).isLessThan(SemVer.parse("1.0.0-rc"));
  }
}
