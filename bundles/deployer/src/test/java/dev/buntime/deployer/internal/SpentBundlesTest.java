package dev.buntime.deployer.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.time.Instant;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

public class SpentBundlesTest {
  @Rule public final FrameworkRule felix = new FrameworkRule();

  private Instant now = Instant.EPOCH;
  private SpentBundles spent;
  private Bundle bundle;

  @Before
  public void install() throws BundleException {
    spent = new SpentBundles(new AppBundles(felix.context()), Runnable::run, () -> now);
    bundle = felix.install(TestJar.bundle("x", "1"));
  }

  @Test
  public void uninstall_whenNeverStarted_goesAtOnce() {
    spent.uninstall(bundle);

    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void uninstall_whenRunning_goesWhenStopped() throws BundleException {
    bundle.start();
    spent.uninstall(bundle);
    now = now.plus(SpentBundles.LONG);
    spent.sweep();
    assertThat(bundle.getState()).isEqualTo(Bundle.ACTIVE);

    bundle.stop();
    spent.sweep();

    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void uninstall_whenGoneAlready_doesNothing() throws BundleException {
    bundle.uninstall();

    spent.uninstall(bundle);

    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void uninstallAfterUse_whenNotStartedYet_staysUntilItHasStopped() {
    spent.uninstallAfterUse(bundle);
    spent.sweep();
    assertThat(bundle.getState()).isNotEqualTo(Bundle.UNINSTALLED);

    spent.stopped(bundle);

    assertThat(bundle.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void stopped_whenNobodyHasEnoughOfIt_leavesIt() {
    spent.stopped(bundle);

    assertThat(bundle.getState()).isEqualTo(Bundle.INSTALLED);
  }
}
