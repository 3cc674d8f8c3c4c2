package dev.buntime.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The framework and the bundles of the distribution.
 *
 * <p>The bundles of others are at a lower start level than Buntime's own, so that Buntime starts
 * after and stops before what it stands on; the OSGi log is below all, so that it hears of all.
 * Felix HTTP is above all: no request comes before there is everything that it has to pass.
 */
final class Platform {
  private static final Logger log = LoggerFactory.getLogger(Platform.class);

  private static final String OWN_PREFIX = "dev.buntime.";
  private static final String LOG = "org.apache.felix.log";
  private static final String SANDBOX = "dev.buntime.sandbox";
  private static final String HTTP = "org.apache.felix.http.jetty12";
  private static final String CONFIGURATION = "org.apache.felix.configadmin";
  private static final int LEVEL_OF_LOG = 1;
  private static final int LEVEL_OF_OTHERS = 2;
  private static final int LEVEL_OF_CONFIGURATION = 3; // the walls are there before it
  private static final int LEVEL_OF_OWN = 4;
  private static final int LEVEL_OF_HTTP = FrameworkSettings.START_LEVEL; // it needs a doorkeeper

  private final Framework framework;
  private final Path folder;

  /**
   * @param settings properties of the framework
   * @param folder where the jars of the bundles are
   */
  Platform(Map<String, Object> settings, Path folder) {
    this.framework = new Felix(settings);
    this.folder = folder;
  }

  /** The context to look for services; there is none before {@link #prepare} and after the end. */
  Optional<BundleContext> context() {
    return Optional.ofNullable(framework.getBundleContext());
  }

  /**
   * Initialises the framework and starts no bundle.
   *
   * @return the context to look for services
   * @throws Refusal if that fails
   */
  BundleContext prepare() throws Refusal {
    try {
      framework.init();
      return framework.getBundleContext();
    } catch (BundleException e) {
      throw new Refusal(ExitCode.FAILED, "The OSGi framework does not start: " + e + ".", e);
    }
  }

  /**
   * Installs and starts all bundles.
   *
   * @throws Refusal if one of them does not start; the log says why
   */
  void start() throws Refusal {
    try {
      framework.start();
    } catch (BundleException e) {
      throw new Refusal(ExitCode.FAILED, "The OSGi framework does not start: " + e + ".", e);
    }
    var failed = new ArrayList<String>();
    List<Bundle> bundles = install(failed);
    for (Bundle bundle : bundles) {
      if (isRunning() && !start(bundle)) {
        failed.add(bundle.getSymbolicName());
      }
    }
    if (!failed.isEmpty()) {
      throw new Refusal(
          ExitCode.FAILED,
          "Buntime is broken, the log says why: these bundles do not start: %s."
              .formatted(String.join(", ", failed)),
          null);
    }
  }

  private boolean isRunning() {
    return framework.getState() == Bundle.ACTIVE;
  }

  private List<Bundle> install(List<String> failed) throws Refusal {
    var bundles = new ArrayList<Bundle>();
    for (Path jar : jars()) {
      try {
        bundles.add(install(jar));
      } catch (BundleException e) {
        log.error("{} is not a bundle: {}", jar, e.getMessage());
        failed.add(String.valueOf(jar.getFileName()));
      }
    }
    bundles.sort(Comparator.comparingInt(Platform::levelOf)); // stable: still by name in a level
    return bundles;
  }

  private List<Path> jars() throws Refusal {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new Refusal(
          ExitCode.FAILED, "The bundles in %s cannot be read: %s.".formatted(folder, e), e);
    }
  }

  private Bundle install(Path jar) throws BundleException {
    Bundle bundle = framework.getBundleContext().installBundle("reference:" + jar.toUri());
    bundle.adapt(BundleStartLevel.class).setStartLevel(levelOf(bundle));
    return bundle;
  }

  private static int levelOf(Bundle bundle) {
    String name = Objects.requireNonNullElse(bundle.getSymbolicName(), "");
    return switch (name) {
      case LOG -> LEVEL_OF_LOG;
      case SANDBOX -> LEVEL_OF_OTHERS;
      case CONFIGURATION -> LEVEL_OF_CONFIGURATION;
      case HTTP -> LEVEL_OF_HTTP;
      default -> name.startsWith(OWN_PREFIX) ? LEVEL_OF_OWN : LEVEL_OF_OTHERS;
    };
  }

  private static boolean start(Bundle bundle) {
    if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) {
      return true;
    }
    try {
      bundle.start();
      return true;
    } catch (BundleException e) {
      // What a resolver says is complete; what an activator throws needs its stack trace.
      log.error("{} does not start: {}", bundle, e.getMessage(), e.getCause());
      return false;
    }
  }

  /** Symbolic names of the bundles that should be active and are not. */
  List<String> inactive() {
    return context().stream()
        .flatMap(context -> Stream.of(context.getBundles()))
        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
        .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
        .map(Bundle::getSymbolicName)
        .toList();
  }

  /** Why the runner does not get ready, as far as the bundles know. */
  List<String> obstacles() {
    return context().map(StartObstacles::find).orElse(List.of());
  }

  /** Waits until the framework stops by itself; true if it is to be started again. */
  boolean awaitRestart() throws InterruptedException {
    return framework.waitForStop(0).getType() == FrameworkEvent.STOPPED_UPDATE;
  }

  /** Stops all bundles, in reverse order of their levels, and waits until that is done. */
  void stop() throws BundleException, InterruptedException {
    framework.stop();
    framework.waitForStop(0);
  }
}
