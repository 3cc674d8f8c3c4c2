package dev.buntime.deployer.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs bundles from files, each at a location of its own. Thread-safe. */
final class BundleInstaller {
  private static final Logger log = LoggerFactory.getLogger(BundleInstaller.class);
  private static final int SHORT = 12;

  private final BundleContext context;
  private final String obstacle;
  private final AtomicLong installed = new AtomicLong();

  /**
   * @param context installs the bundles
   * @param obstacle what may be the matter with requirements that are all there
   */
  BundleInstaller(BundleContext context, String obstacle) {
    this.context = context;
    this.obstacle = obstacle;
  }

  /**
   * Installs a bundle beside all that are there.
   *
   * @param prefix what its location begins with
   * @throws RefusedException if the framework does not take it
   */
  Bundle install(String prefix, RetainedCopies.Copy content) throws RefusedException {
    try (InputStream in = Files.newInputStream(content.file())) {
      return context.installBundle(newLocation(prefix, content), in);
    } catch (BundleException e) {
      log.debug("{} cannot be installed", content.file(), e);
      Retry retry = e.getCause() instanceof IOException ? Retry.SOON : Retry.ON_CHANGE;
      throw new RefusedException("the framework does not install it: " + words(e), retry);
    } catch (IOException e) {
      log.debug("{} cannot be read", content.file(), e);
      throw new RefusedException("the runner's copy cannot be read: " + e, Retry.SOON);
    }
  }

  /** Installing at a location that is in use would give the bundle that is there. */
  private String newLocation(String prefix, RetainedCopies.Copy content) {
    String checksum = content.sha256().substring(0, SHORT);
    String location;
    do {
      location = prefix + "#" + checksum + "." + installed.incrementAndGet();
    } while (context.getBundle(location) != null);
    return location;
  }

  /**
   * Why a bundle that is installed could not be resolved, in one or more sentences.
   *
   * @param usable which bundles it may use
   */
  String whyUnresolved(Bundle bundle, Predicate<Bundle> usable) {
    return new MissingRequirements(bundle, Arrays.stream(context.getBundles()).filter(usable))
        .explain()
        .orElseGet(() ->
            "All it requires is in the runner, but %s: %s. Embed what conflicts in the jar."
                .formatted(obstacle, resolversWords(bundle)));
  }

  /** What the resolver itself says; only asked for when the requirements look fine. */
  private static String resolversWords(Bundle bundle) {
    try {
      var _ = bundle.loadClass("none");
    } catch (ClassNotFoundException e) {
      if (e.getCause() != null) {
        return words(e.getCause());
      }
    }
    return "the framework gives no reason";
  }

  /** What an exception says. */
  static String words(Throwable problem) {
    return Objects.requireNonNullElse(problem.getMessage(), problem.toString());
  }
}
