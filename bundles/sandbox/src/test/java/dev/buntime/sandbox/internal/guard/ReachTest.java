package dev.buntime.sandbox.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.buntime.sandbox.internal.guard.app.Reacher;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** What an app may do to bundles: anything to its own, nothing to others. */
public class ReachTest {
  @Rule public final FelixRule felix = new FelixRule();

  private Bundle app;
  private Bundle part;
  private Bundle other;
  private BiFunction<String, BundleContext, String> reacher;

  /** Installs an app, a bundle that is part of it, and one that is not. */
  @Before
  @SuppressWarnings("unchecked")
  public void install() throws BundleException, ReflectiveOperationException {
    app = felix.guarded("reacher", AppJar.of(Reacher.class));
    part = felix.install("app:reacher/part", AppJar.of());
    other = felix.install("app:reacher2", AppJar.of());
    reacher =
        (BiFunction<String, BundleContext, String>)
            app.loadClass(Reacher.class.getName()).getConstructor().newInstance();
  }

  @Test
  public void otherBundles_areOutOfReach() throws BundleException {
    other.start();
    for (String action :
        List.of(
            "start",
            "start with options",
            "stop",
            "stop with options",
            "update",
            "update from stream",
            "uninstall",
            "refresh",
            "resolve",
            "start level")) {
      assertThatThrownBy(() -> reach(action, other))
          .as(action)
          .isInstanceOf(SecurityException.class)
          .hasMessageStartingWith("the app app 1.0.0 (app:reacher) may not ")
          .hasMessageEndingWith("only its own bundle");
    }
    assertThat(other.getState()).isEqualTo(Bundle.ACTIVE);
  }

  @Test
  public void system_isOutOfReach() {
    Bundle system = felix.context().getBundle(0);
    for (String action : List.of("stop", "update", "refresh")) {
      assertThatThrownBy(() -> reach(action, system))
          .as(action)
          .isInstanceOf(SecurityException.class);
    }
  }

  @Test
  public void framework_isOutOfReach() {
    for (String action :
        List.of(
            "refresh all",
            "framework start level",
            "initial start level",
            "install",
            "install from stream",
            "hook",
            "hook by name",
            "hook by names",
            "hook by factory",
            "handler of content")) {
      assertThatThrownBy(() -> reach(action, app))
          .as(action)
          .isInstanceOf(SecurityException.class)
          .hasMessageStartingWith("the app app 1.0.0 (app:reacher) may not ");
    }
    assertThat(felix.context().getBundles()).hasSize(4);
  }

  @Test
  public void install_isRefusedWithTheWayThatBundlesCome() {
    assertThatThrownBy(() -> reach("install", app))
        .hasMessageEndingWith("install file:other.jar: bundles come by the apps folder");
  }

  @Test
  public void ownBundles_areInReach() {
    assertThat(reach("start level", app)).isEqualTo("done");
    assertThat(reach("resolve", part)).isEqualTo("done");
    assertThat(reach("start", part)).isEqualTo("done");
    assertThat(reach("stop", part)).isEqualTo("done");
    assertThat(reach("uninstall", part)).isEqualTo("done");
    assertThat(part.getState()).isEqualTo(Bundle.UNINSTALLED);
  }

  @Test
  public void ordinaryServices_mayBeRegistered() {
    assertThat(reach("service", app)).isEqualTo("done");
  }

  private String reach(String action, Bundle bundle) {
    return reacher.apply(action + " " + bundle.getBundleId(), app.getBundleContext());
  }
}
