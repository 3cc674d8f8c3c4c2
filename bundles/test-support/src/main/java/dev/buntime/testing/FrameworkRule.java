package dev.buntime.testing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.felix.framework.FrameworkFactory;
import org.jspecify.annotations.Nullable;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/**
 * A running framework without any bundle, on storage of its own. As in a runner, bundles of the
 * same name and version may stand side by side.
 */
public class FrameworkRule extends ExternalResource {
  private final TemporaryFolder root = new TemporaryFolder();
  private final Map<String, String> properties = new HashMap<>();
  private final Set<String> folders = new HashSet<>();
  private @Nullable Framework framework;

  /** With a property of the framework. */
  public final FrameworkRule with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** With a property of the framework that is the path of an empty {@link #folder}. */
  public final FrameworkRule withFolder(String property) {
    folders.add(property);
    return this;
  }

  @Override
  protected void before() throws IOException, BundleException {
    root.create();
    properties.put(Constants.FRAMEWORK_STORAGE, root.newFolder().getPath());
    properties.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
    for (String property : folders) {
      properties.put(property, root.newFolder().getPath());
    }
    Framework started = new FrameworkFactory().newFramework(properties);
    started.start();
    framework = started;
  }

  @Override
  protected void after() {
    try {
      if (framework != null) {
        framework.stop();
        framework.waitForStop(0);
      }
    } catch (BundleException e) {
      throw new AssertionError(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      root.delete();
    }
  }

  /** The folder that a property names. */
  public final Path folder(String property) {
    return Path.of(Objects.requireNonNull(properties.get(property), property));
  }

  /** The context of the system bundle. */
  public final BundleContext context() {
    return Objects.requireNonNull(framework, "the framework runs in a test only")
        .getBundleContext();
  }

  /** Installs a bundle of the runner. */
  public final Bundle install(TestJar jar) throws BundleException {
    return install("runner:" + jar.headers().getValue(Constants.BUNDLE_SYMBOLICNAME), jar);
  }

  /** Installs a bundle at a location, such as that of an app. */
  public final Bundle install(String location, TestJar jar) throws BundleException {
    return context().installBundle(location, new ByteArrayInputStream(jar.bytes()));
  }
}
