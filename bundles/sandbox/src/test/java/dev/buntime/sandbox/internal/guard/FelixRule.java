package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.testing.FrameworkRule;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** A running framework with a guard. Its system bundle exports the package of woven code. */
final class FelixRule extends FrameworkRule {
  static {
    Awaitility.setDefaultTimeout(Duration.ofSeconds(30)); // others use the machine, too
  }

  private @Nullable WeavingGuard guard;

  FelixRule() {
    with("felix.bootdelegation.implicit", "false");
    with(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, "dev.buntime.sandbox.guard");
  }

  @Override
  protected void before() throws IOException, BundleException {
    super.before();
    guard = new WeavingGuard(context());
  }

  @Override
  protected void after() {
    guard().stop();
    super.after();
  }

  WeavingGuard guard() {
    return Objects.requireNonNull(guard);
  }

  /** Installs a bundle as an app, takes it under guard for good, and starts it. */
  Bundle guarded(String name, TestJar jar) throws BundleException {
    Bundle bundle = install("app:" + name, jar);
    var _ =
        guard().guard(bundle, new ThreadGroup(name), _ -> ThreadOwner.APP, new Here(), () -> {});
    bundle.start();
    return bundle;
  }

  /** Installs a bundle as an app, and starts it. */
  Bundle app(String name, TestJar jar) throws BundleException {
    Bundle bundle = install("app:" + name, jar);
    bundle.start();
    return bundle;
  }
}
