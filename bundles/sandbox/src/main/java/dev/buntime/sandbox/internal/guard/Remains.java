package dev.buntime.sandbox.internal.guard;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ResourceBundle;

/** What an app has left behind in the JVM, and how it is put in order. For one use. */
final class Remains {
  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final String TIMER_THREAD = "java.util.TimerThread";

  private final GroupThreads threads;
  private final OpenResources resources;
  private final OpenResources hooks;
  private final List<String> done = new ArrayList<>();

  Remains(GroupThreads threads, OpenResources resources, OpenResources hooks) {
    this.threads = threads;
    this.resources = resources;
    this.hooks = hooks;
  }

  /**
   * Puts everything in order.
   *
   * @param classes one of each bundle of the app that ran, with all its rights
   * @param hasDrivers whether the app has registered a JDBC driver
   * @return what had to be done, in words
   */
  List<String> putInOrder(Collection<MethodHandles.Lookup> classes, boolean hasDrivers) {
    removeHooks();
    for (MethodHandles.Lookup someClass : classes) {
      ClassLoader loader = someClass.lookupClass().getClassLoader();
      if (hasDrivers) {
        done.addAll(new AppDrivers(someClass).deregister());
      }
      done.addAll(AppBeans.unregister(loader));
      ResourceBundle.clearCache(loader);
    }
    endResources();
    endThreads();
    for (MethodHandles.Lookup someClass : classes) {
      releaseThreadsOfOthers(someClass.lookupClass().getClassLoader());
    }
    return List.copyOf(done);
  }

  private void removeHooks() {
    for (Object one : hooks.list()) {
      if (one instanceof Thread hook && Runtime.getRuntime().removeShutdownHook(hook)) {
        done.add("removed shutdown hook '" + hook.getName() + "'");
      }
    }
  }

  private void endResources() {
    for (Thread thread : threads.started()) {
      if (thread.getClass().getName().equals(TIMER_THREAD)) {
        done.add("stopped timer '" + thread.getName() + "'");
      }
    }
    resources.list().stream()
        .filter(resource -> !(resource instanceof Thread))
        .sorted(Comparator.comparing(ResourceKind::of))
        .forEach(this::end);
  }

  private void end(Object resource) {
    String toEnd = ResourceKind.toEnd(resource);
    try {
      ResourceKind.end(resource);
      if (toEnd != null) {
        done.add(toEnd);
      }
    } catch (IOException | RuntimeException | Error e) { // what the app derived may throw anything
      done.add("could not end " + resource.getClass().getName() + ": " + e);
    }
  }

  private void endThreads() {
    threads.awaitEnd(PATIENCE);
    for (Thread thread : threads.started()) {
      interrupt(thread, "thread");
    }
    for (Object resource : resources.list()) {
      if (resource instanceof Thread thread && thread.isAlive() && !threads.contains(thread)) {
        interrupt(thread, thread.isVirtual() ? "virtual thread" : "thread");
      }
    }
  }

  private void interrupt(Thread thread, String kind) {
    thread.interrupt();
    done.add("interrupted " + kind + " '" + thread.getName() + "'");
  }

  private void releaseThreadsOfOthers(ClassLoader loader) {
    for (Thread thread : GroupThreads.threadsOf(root())) {
      if (!threads.contains(thread) && loader.equals(thread.getContextClassLoader())) {
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        done.add("took its class loader from thread '" + thread.getName() + "'");
      }
    }
  }

  private static ThreadGroup root() {
    ThreadGroup group = Objects.requireNonNull(Thread.currentThread().getThreadGroup());
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }
}
