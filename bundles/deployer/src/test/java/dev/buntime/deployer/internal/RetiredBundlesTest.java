package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

public class RetiredBundlesTest {
  private static final Instant NOW = Instant.EPOCH;

  @Rule public final FelixRule felix = new FelixRule();

  @Test
  public void retire_whenNeverStarted_uninstallsAtOnce() throws BundleException {
    RetiredBundles retired = new RetiredBundles(new AppBundles(felix.context()));
    Bundle bundle = felix.install(TestJar.bundle("x", "1"));

    retired.retire(List.of(bundle), NOW);

    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void retire_whenRunning_uninstallsWhenStopped() throws BundleException {
    RetiredBundles retired = new RetiredBundles(new AppBundles(felix.context()));
    Bundle bundle = felix.install(TestJar.bundle("x", "1"));
    bundle.start();

    retired.retire(List.of(bundle), NOW);
    retired.sweep(NOW.plus(RetiredBundles.LONG));
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);
    assertThat(retired.contains(bundle)).isTrue();

    bundle.stop();
    retired.sweep(NOW.plus(RetiredBundles.LONG));
    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
    assertThat(retired.contains(bundle)).isFalse();
  }
}
