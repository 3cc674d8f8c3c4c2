package dev.buntime.deployer.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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

/** A running framework without any bundle. */
final class FelixRule extends ExternalResource {
  private final TemporaryFolder root = new TemporaryFolder();
  private final boolean configured;
  private @Nullable Framework framework;

  /** A framework with the properties that the launcher sets. */
  FelixRule() {
    this(true);
  }

  private FelixRule(boolean configured) {
    this.configured = configured;
  }

  /** A framework without them. */
  static FelixRule bare() {
    return new FelixRule(false);
  }

  @Override
  protected void before() throws IOException, BundleException {
    root.create();
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, root.newFolder("cache").getPath());
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    if (configured) {
      properties.put(FolderDeployer.APPS, root.newFolder("apps").getPath());
      properties.put(FolderDeployer.DATA, root.newFolder("data").getPath());
      properties.put(PluginsDeployer.PLUGINS, root.newFolder("plugins").getPath());
    }
    Framework started = new FrameworkFactory().newFramework(properties);
    started.start();
    framework = started;
  }

  @Override
  protected void after() {
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

  /** The plugins folder. */
  Path plugins() {
    return root.getRoot().toPath().resolve("plugins");
  }

  /** The apps folder. */
  Path apps() {
    return root.getRoot().toPath().resolve("apps");
  }

  BundleContext context() {
    return Objects.requireNonNull(framework).getBundleContext();
  }

  /** Installs a bundle of the runner. */
  Bundle install(TestJar jar) throws BundleException {
    return context()
        .installBundle(
            "runner:" + jar.headers().getValue("Bundle-SymbolicName"),
            new ByteArrayInputStream(jar.bytes()));
  }
}
