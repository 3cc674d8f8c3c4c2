package dev.buntime.worker.internal;

import dev.buntime.catalog.EntryPoint;
import dev.buntime.catalog.LiveApp;
import dev.buntime.catalog.WebDescriptor;
import dev.buntime.catalog.WorkerSettings;
import dev.buntime.sandbox.Confinement;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.Ward;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker is made of: a generation of the app's bundle, threads, a guard and a servlet
 * context.
 *
 * <p>Taking and giving back are the runner's and run on its threads; {@link #open} and {@link
 * #close} run code of the app and belong on the worker's. Not thread-safe, except for {@link #kill}
 * and the accessors; the steps come one after the other.
 */
final class AppInstance {
  private static final Logger log = LoggerFactory.getLogger(AppInstance.class);

  /**
   * How long a started bundle may take at least to offer its first servlet, if its start may take
   * longer.
   */
  private static final Duration ENTRY_TIMEOUT = Duration.ofSeconds(20);

  private static final int SPARE_THREADS = 8;
  private static final int LOW_MEMORY_THREADS = 4;

  private final String workerId;
  private final LiveApp app;
  private final Workshop shop;
  private final Bundle bundle;
  private final Companions companions;
  private final WorkerThreads threads;
  private final Ward ward;
  private final ContextSlots.Slot slot;
  private final Lifecycles lifecycles;
  private final CompletableFuture<Void> withdrawn = new CompletableFuture<>();
  private @Nullable Confinement confinement; // written by open, read by close
  private @Nullable WebServices web; // likewise

  /** What a worker wants to hear of its instance. */
  interface Events extends Guard.Events {

    /** A thread of the app, of either kind, ended with a failure that nobody caught. */
    @Override
    void uncaught(Throwable failure);
  }

  /**
   * Takes a generation; nothing of it runs yet.
   *
   * @throws BundleException if it cannot be installed
   */
  AppInstance(String workerId, LiveApp app, Workshop shop, Events events) throws BundleException {
    this.workerId = workerId;
    this.app = app;
    this.shop = shop;
    this.bundle = app.generations().take();
    this.companions = Companions.of(bundle);
    WorkerThreads made = null;
    Ward guarded = null;
    boolean complete = false;
    try {
      made = new WorkerThreads(workerId, bundle, threadsFor(app.settings()), events::uncaught);
      companions.bundles().forEach(made::cover);
      guarded = shop.guard().guard(bundle, made.group(), WorkerThreads::ownerOf, made, events);
      this.slot = shop.slots().take(bundle, descriptorOf(app));
      complete = true;
    } finally {
      if (!complete) {
        giveUp(made, guarded);
      }
    }
    this.threads = made;
    this.ward = guarded;
    this.lifecycles = new Lifecycles(bundle, threads::executeAside);
  }

  private static @Nullable WebDescriptor descriptorOf(LiveApp app) {
    return app.entryPoint() instanceof EntryPoint.WebApp(WebDescriptor web) ? web : null;
  }

  private static int threadsFor(WorkerSettings settings) {
    return (settings.lowMemory()
            ? Math.min(settings.maxConcurrency(), LOW_MEMORY_THREADS)
            : settings.maxConcurrency())
        + SPARE_THREADS;
  }

  /** What was taken goes back if the rest is not to be had. */
  private void giveUp(@Nullable WorkerThreads made, @Nullable Ward guarded) {
    if (guarded != null) {
      guarded.close();
    }
    if (made != null) {
      made.stop();
    }
    app.generations().giveBack(bundle);
  }

  Bundle bundle() {
    return bundle;
  }

  WorkerThreads threads() {
    return threads;
  }

  Lifecycles lifecycles() {
    return lifecycles;
  }

  /** Completes when Felix HTTP has nothing of the app any more, so that its bundle may stop. */
  CompletableFuture<Void> withdrawn() {
    return withdrawn;
  }

  /** Inner path of the servlet context. */
  String contextPath() {
    return slot.path();
  }

  /** Classes of the app that the guard does not cover. */
  int unwovenClasses() {
    return ward.unwovenClasses();
  }

  /** Starts the bundle and waits for its entry point; on a thread of the worker. */
  void open() throws Exception {
    Confinement wall =
        shop.sandbox().confine(bundle, slot.id(), slot.path(), "/" + app.id(), threads);
    confinement = wall;
    bundle.start(Bundle.START_TRANSIENT);
    switch (app.entryPoint()) {
      case EntryPoint.Whiteboard() -> {}
      case EntryPoint.ServletClass(String name) -> EntryServlets.ofClass(bundle, name);
      case EntryPoint.StaticPage(String page) -> EntryServlets.ofPage(bundle, page);
      case EntryPoint.WebApp(WebDescriptor descriptor) -> {
        WebServices services = new WebServices(bundle, descriptor, wall);
        web = services;
        services.open();
      }
    }
    Duration patience = entryTimeout(app.settings().startTimeout());
    if (!wall.awaitEntry(patience)) {
      throw new StartFailure(
          "its bundle started, but offered no servlet, filter or resource on the HTTP whiteboard"
              + " within "
              + patience.toSeconds()
              + " s; check that its components are satisfied, or name an 'entrypoint' in"
              + " worker.jsonc");
    }
    if (wall.initFailure().isPresent()) {
      Throwable failure = wall.initFailure().get();
      throw new StartFailure("init() of a servlet or filter failed: " + failure, failure);
    }
  }

  /** A part of the time for the start, so that the reason is told before that is over. */
  private static Duration entryTimeout(Duration start) {
    Duration part = start.multipliedBy(2).dividedBy(3);
    return part.compareTo(ENTRY_TIMEOUT) > 0 ? part : ENTRY_TIMEOUT;
  }

  /**
   * Destroys the servlets and stops the bundle; on a thread of the worker. What the app throws is
   * logged and does not keep the next step from being taken.
   */
  void close() {
    WebServices services = web;
    if (services != null) {
      attempt(services::close); // in order, while the wall still lends them
    }
    Confinement wall = confinement;
    if (wall != null) {
      attempt(wall::close); // before the bundle stops, see Confinement
    }
    withdrawn.complete(null);
    attempt(() -> bundle.stop(Bundle.STOP_TRANSIENT));
    for (Bundle companion : companions.bundles()) {
      attempt(() -> companion.stop(Bundle.STOP_TRANSIENT)); // the app may have started it
    }
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (Throwable failure) { // the root of app code on this thread
      if (ward.isKilled()) {
        log.debug("{} was killed while it stopped", workerId, failure);
      } else {
        log.warn("{} did not stop cleanly", workerId, failure);
      }
    }
  }

  /** A step of the end. */
  private interface Step {
    void run() throws Exception;
  }

  /** Ends whatever code of the app still runs, as far as a JVM can; for good. Thread-safe. */
  void kill() {
    ward.kill();
  }

  /** Whether {@link #kill} was called. Thread-safe. */
  boolean isKilled() {
    return ward.isKilled();
  }

  /**
   * Puts in order what the app left behind; on a thread of the worker, because it may call the app.
   *
   * @return what had to be done, in words
   */
  List<String> cleanUp() {
    return ward.cleanUp();
  }

  /** Gives everything back when the bundle is stopped and its threads have ended. */
  void giveBack() {
    try {
      shop.census().watch(workerId, threads.classLoader());
      companions.classLoaders().forEach(loader -> shop.census().watch(workerId, loader));
      ward.close();
      threads.forget();
      slot.release();
    } finally {
      app.generations().giveBack(bundle); // else it would be there for good
    }
  }
}
