package dev.buntime.sandbox.internal.census;

import dev.buntime.sandbox.Census;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The census with a daemon thread of its own, which sleeps while no class loader is watched and
 * looks at those that are once a second.
 *
 * <p>That thread, and no other, asks the JVM for full garbage collections: while a class loader is
 * older than {@code gc.age.seconds} and not yet known for a leak, at most once in {@code
 * gc.interval.seconds}. An installation whose apps are all collected in time never sees one.
 */
@Component(service = Census.class, configurationPid = CensusConfig.PID)
@Designate(ocd = CensusConfig.class)
public final class ClassLoaderCensus implements Census {
  private static final Logger log = LoggerFactory.getLogger(ClassLoaderCensus.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Ledger ledger;
  private final Runnable mending;
  private final Semaphore entries = new Semaphore(0);
  private final Thread inspector;

  /** Made by Declarative Services. */
  @Activate
  public ClassLoaderCensus(BundleContext context, CensusConfig config) {
    this(
        new Ledger(
            InstantSource.system(), new JvmCollector(), Holders.ofJvm(context), Nudging.of(config)),
        new StaleClassLocks(context)::clear);
  }

  /**
   * @param mending takes away what is known to keep class loaders; before each look
   */
  ClassLoaderCensus(Ledger ledger, Runnable mending) {
    this.ledger = ledger;
    this.mending = mending;
    this.inspector = Thread.ofPlatform().daemon().name("buntime-census").start(this::run);
  }

  /** Takes another configuration, and keeps what is watched. */
  @Modified
  void modified(CensusConfig config) {
    ledger.nudge(Nudging.of(config));
  }

  @Deactivate
  void stop() {
    inspector.interrupt();
  }

  @Override
  public void watch(String worker, ClassLoader loader) {
    ledger.watch(worker, loader);
    entries.release();
  }

  @Override
  public long collected() {
    return ledger.collected();
  }

  @Override
  public List<Remnant> remnants() {
    return ledger.remnants();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        entries.acquire();
        while (!ledger.isEmpty()) {
          inspect();
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
        entries.drainPermits();
        if (!ledger.isEmpty()) {
          entries.release(); // entered between the two lines above
        }
      }
    } catch (InterruptedException _) {
      // The end: the component is deactivated.
      Thread.currentThread().interrupt();
    }
  }

  private void inspect() {
    try {
      mending.run();
      ledger.inspect();
    } catch (Throwable e) { // the root of this thread, which must go on; the heap may be full
      log.warn("The census could not look at ended workers; it tries again", e);
    }
  }
}
