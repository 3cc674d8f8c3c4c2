package dev.buntime.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.Test;
import org.osgi.framework.Bundle;

/** Who belongs to whom, by locations as the runner makes them. */
public class FamilyTest {
  private static final Bundle SHOP = Fakes.bundle("app:shop@1.0.0#c0ffee.1", "shop");
  private static final Bundle PRICES = Fakes.bundle("app:shop@1.0.0#c0ffee.1/prices", "prices");
  private static final Bundle TAXES = Fakes.bundle("app:shop@1.0.0#c0ffee.1/a/taxes", "taxes");
  private static final Bundle NEXT = Fakes.bundle("app:shop@1.0.0#c0ffee.11", "shop");
  private static final Bundle NEXT_TAXES = Fakes.bundle("app:shop@1.0.0#c0ffee.11/taxes", "taxes");
  private static final Bundle PLATFORM = Fakes.bundle("file:x/y#1", "http");
  private static final Bundle BESIDE = Fakes.bundle("file:x/y#1/z", "scr");

  @Test
  public void bundlesInstalledForOneGeneration_areOneFamily() {
    assertThat(Family.isOne(SHOP, SHOP)).isTrue();
    assertThat(Family.isOne(SHOP, PRICES)).isTrue();
    assertThat(Family.isOne(TAXES, SHOP)).isTrue();
    assertThat(Family.isOne(PRICES, TAXES)).isTrue();
  }

  @Test
  public void generationsOfOneApp_areStrangers() {
    assertThat(Family.isOne(SHOP, NEXT)).isFalse();
    assertThat(Family.isOne(PRICES, NEXT)).isFalse();
    assertThat(Family.isOne(TAXES, NEXT_TAXES)).isFalse();
    assertThat(Family.isStranger(NEXT, SHOP)).isTrue();
  }

  @Test
  public void platform_isNobodysFamily_butNoStranger() {
    assertThat(Family.isOne(PLATFORM, BESIDE)).isFalse();
    assertThat(Family.isOne(SHOP, PLATFORM)).isFalse();
    assertThat(Family.isStranger(PLATFORM, SHOP)).isFalse();
  }
}
