package dev.buntime.launcher;

import java.io.IOException;
import java.time.Duration;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way a runner ends, whoever wants it to: as the JVM's shutdown hook it drains, stops the
 * framework, tidies the data folder and halts the JVM.
 *
 * <p>It halts because a JVM that ends by a signal would exit with 143, and a runner that was asked
 * to stop and did has nothing to complain about.
 */
final class Shutdown {
  private static final Logger log = LoggerFactory.getLogger(Shutdown.class);

  private static final Duration WHOLE_LIMIT = Duration.ofSeconds(29);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(25);
  private static final String DRAIN_FILTER = "(buntime.drain=true)";

  private final Platform platform;
  private final DataFolder data;
  private final Logging logging;
  private volatile ExitCode code = ExitCode.OK;
  private volatile boolean begun;

  private Shutdown(Platform platform, DataFolder data, Logging logging) {
    this.platform = platform;
    this.data = data;
    this.logging = logging;
  }

  /** From now on the JVM ends this way. */
  static Shutdown install(Platform platform, DataFolder data, Logging logging) {
    var shutdown = new Shutdown(platform, data, logging);
    Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "shutdown"));
    return shutdown;
  }

  /** What the process ends with unless it is told otherwise: {@link ExitCode#OK}. */
  void endWith(ExitCode other) {
    code = other;
  }

  /** Whether the end has begun, so that failures of other threads are only its consequence. */
  boolean begun() {
    return begun;
  }

  private void run() {
    begun = true;
    log.info("Buntime stops");
    if (finishes("shutdown-steps", this::stop, WHOLE_LIMIT)) {
      log.info("Buntime stopped");
    } else {
      log.error("Buntime did not stop within {} s and is halted", WHOLE_LIMIT.toSeconds());
    }
    logging.stop();
    Runtime.getRuntime().halt(code.status());
  }

  private void stop() {
    if (!finishes("drain", this::drain, DRAIN_LIMIT)) {
      log.warn("Requests still run after {} s and are cut off", DRAIN_LIMIT.toSeconds());
    }
    try {
      platform.stop();
      data.release();
    } catch (BundleException | IOException e) {
      log.error("Buntime did not stop cleanly", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void drain() {
    platform.context().ifPresent(Shutdown::drain);
  }

  private static void drain(BundleContext context) {
    try {
      for (var reference : context.getServiceReferences(Runnable.class, DRAIN_FILTER)) {
        Runnable drain = context.getService(reference);
        if (drain != null) {
          drain.run();
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean finishes(String name, Runnable step, Duration limit) {
    Thread thread = Thread.ofPlatform().name(name).daemon().start(step);
    try {
      return thread.join(limit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
