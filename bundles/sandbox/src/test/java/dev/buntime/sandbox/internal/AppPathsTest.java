package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class AppPathsTest {
  private final AppPaths paths = new AppPaths("/.w/7", "/shop@1.0.0");

  @Test
  public void outerOf_whenDefaultContext_isTheApp() {
    assertThat(paths.outerOf("/.w/7")).isEqualTo("/shop@1.0.0");
  }

  @Test
  public void outerOf_whenContextOfTheAppsOwn_isBelowTheApp() {
    assertThat(paths.outerOf("/.w/7/inner")).isEqualTo("/shop@1.0.0/inner");
  }

  @Test
  public void below_whenTheClientTypedAnotherPath_isBelowThat() {
    assertThat(paths.below("/shop@1", "/.w/7/inner")).isEqualTo("/shop@1/inner");
    assertThat(paths.below("/shop@1", "elsewhere")).isEqualTo("/shop@1");
  }
}
