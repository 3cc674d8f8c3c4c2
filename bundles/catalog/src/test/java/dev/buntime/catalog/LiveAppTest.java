package dev.buntime.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;

public final class LiveAppTest {
  @Test
  public void isApp_looksAtTheLocation() {
    assertThat(LiveApp.isApp(Artifacts.bundle("app:shop.jar"))).isTrue();
    assertThat(LiveApp.isApp(Artifacts.bundle("file:bundles/shop.jar"))).isFalse();
    assertThat(LiveApp.isApp(Artifacts.bundle("System Bundle"))).isFalse();
  }
}
