package dev.buntime.sandbox.internal.guard;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** A running framework with a guard. Its system bundle exports the package of woven code. */
final class FelixRule extends ExternalResource {
  private final TemporaryFolder root = new TemporaryFolder();
  private @Nullable WeavingGuard guard;
  private @Nullable Framework framework;

  @Override
  protected void before() throws IOException, BundleException {
    root.create();
    Framework started =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    root.newFolder("cache").getPath(),
                    Constants.FRAMEWORK_BSNVERSION,
                    Constants.FRAMEWORK_BSNVERSION_MULTIPLE,
                    "felix.bootdelegation.implicit",
                    "false",
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    "dev.buntime.sandbox.guard"));
    started.start();
    guard = new WeavingGuard(started.getBundleContext());
    framework = started;
  }

  @Override
  protected void after() {
    guard().stop();
    try {
      Framework started = Objects.requireNonNull(framework);
      started.stop();
      started.waitForStop(0);
    } catch (BundleException e) {
      throw new AssertionError(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    root.delete();
  }

  WeavingGuard guard() {
    return Objects.requireNonNull(guard);
  }

  BundleContext context() {
    return Objects.requireNonNull(framework).getBundleContext();
  }

  /** Installs a bundle as an app, and starts it. */
  Bundle app(String name, AppJar jar) throws BundleException {
    Bundle bundle = install("app:" + name, jar);
    bundle.start();
    return bundle;
  }

  Bundle install(String location, AppJar jar) throws BundleException {
    return context().installBundle(location, new ByteArrayInputStream(jar.bytes()));
  }
}
