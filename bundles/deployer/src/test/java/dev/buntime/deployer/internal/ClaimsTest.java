package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.versions.AppVersion;
import dev.buntime.versions.SemVer;
import java.util.Map;
import org.junit.Before;
import org.junit.Test;

public class ClaimsTest {
  private final Claims claims = new Claims();

  @Before
  public void giveVersions() {
    claims.give(v(1), "a");
    claims.give(v(2), "b");
    claims.give(v(3), "c");
  }

  @Test
  public void release_whenAnotherHasIt_changesNothing() {
    claims.release(v(1), "b");

    assertThat(claims.owner(v(1))).contains("a");
    claims.release(v(1), "a");
    assertThat(claims.owner(v(1))).isEmpty();
  }

  @Test
  public void giveIfFree_whenAnotherHasIt_changesNothing() {
    claims.giveIfFree(v(1), "b");

    assertThat(claims.owner(v(1))).contains("a");
  }

  @Test
  public void grants_whenFree_isGranted() {
    assertThat(claims.grants(Map.of("a", v(4), "new", v(5))).values())
        .containsExactlyInAnyOrder("a", "new");
  }

  @Test
  public void grants_whenItsOwnerStays_isNot() {
    assertThat(claims.grants(Map.of("new", v(1))).values()).isEmpty();
  }

  @Test
  public void grants_whenAllGoRoundInACircle_areGranted() {
    assertThat(claims.grants(Map.of("a", v(2), "b", v(3), "c", v(1))).values())
        .containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  public void grants_whenTheLastOfARowCanGo_allAreGranted() {
    assertThat(claims.grants(Map.of("new", v(1), "a", v(2), "b", v(4))).values())
        .containsExactlyInAnyOrder("new", "a", "b");
  }

  @Test
  public void grants_whenTheLastOfARowStays_noneIs() {
    assertThat(claims.grants(Map.of("new", v(1), "a", v(2), "b", v(3))).values()).isEmpty();
  }

  @Test
  public void grants_whenTwoWantTheSame_isGrantedToOne() {
    claims.release(v(3), "c");

    assertThat(claims.grants(Map.of("x", v(3), "c", v(3))).values()).containsExactly("c");
  }

  @Test
  public void grants_whenANewOneWantsWhatTwoSwap_theTwoSwap() {
    assertThat(claims.grants(Map.of("a", v(2), "b", v(1), "aa", v(1))).values())
        .containsExactlyInAnyOrder("a", "b");
  }

  private static AppVersion v(int major) {
    return new AppVersion("app", SemVer.parse(major + ".0.0"));
  }
}
