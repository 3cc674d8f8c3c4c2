package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.WorkerEndedError;
import dev.buntime.sandbox.internal.AppCalls;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * A bundle under guard, as its woven code knows it.
 *
 * <p>Holds nothing of the app strongly but one class of each of its bundles, and those only until
 * it is closed.
 */
final class GuardedGeneration implements Ward {
  /** Bytes of an array from which on the room in the heap is looked at. */
  static final int LARGE = 64 << 10;

  private final Bundle bundle;
  private final GroupThreads threads;
  private final HandOver handOver;
  private final Guard.Events events;
  private final Wards wards;
  private final HeapReserve reserve;
  private final Safepoint safepoint = new Safepoint(this);
  private final OpenResources resources = new OpenResources();
  private final OpenResources hooks = new OpenResources();
  private final AtomicInteger unwoven = new AtomicInteger();
  private volatile boolean isKilled;
  private volatile boolean isClosed;
  private volatile boolean hasDrivers;
  private final Map<ClassLoader, MethodHandles.Lookup> code = new ConcurrentHashMap<>();

  GuardedGeneration(
      Bundle bundle,
      ThreadGroup group,
      Function<Thread, ThreadOwner> ownerOf,
      AppThreads calls,
      Guard.Events events,
      Wards wards) {
    this.bundle = bundle;
    this.threads = new GroupThreads(group, ownerOf);
    this.handOver = new HandOver(new AppCalls(calls), new Overdue());
    this.events = events;
    this.wards = wards;
    this.reserve = wards.reserve();
  }

  @Override
  public void kill() {
    isKilled = true;
    safepoint.close();
    threads.interruptAll();
    ClosingThreads.end(resources.list());
  }

  @Override
  public boolean isKilled() {
    return isKilled;
  }

  @Override
  public List<String> cleanUp() {
    return new Remains(threads, resources, hooks)
        .putInOrder(List.copyOf(code.values()), hasDrivers);
  }

  @Override
  public int unwovenClasses() {
    return unwoven.get();
  }

  @Override
  public void close() {
    isClosed = true;
    code.clear();
    wards.remove(this);
  }

  Bundle bundle() {
    return bundle;
  }

  Safepoint safepoint() {
    return safepoint;
  }

  /** How the framework calls the app. */
  HandOver handOver() {
    return handOver;
  }

  /** The shutdown hooks that the app has added. */
  OpenResources hooks() {
    return hooks;
  }

  /** Counts a class that was loaded without being woven. */
  void unwoven() {
    unwoven.incrementAndGet();
  }

  /** A class of the app, or of a bundle that was installed for it, is linked. */
  void runs(MethodHandles.Lookup someClass) {
    if (!isClosed) {
      code.putIfAbsent(someClass.lookupClass().getClassLoader(), someClass);
    }
  }

  /** The app registers a JDBC driver. */
  void registersDrivers() {
    hasDrivers = true;
  }

  /** Ends the current code if this generation was killed. */
  void checkAlive() {
    if (isKilled) {
      throw new WorkerEndedError(this + " was killed");
    }
  }

  /** The app made a resource by a constructor. */
  void made(Object resource) {
    resources.add(resource);
    checkAlive();
  }

  /** The app got something from a factory of the JDK; of threads only its own count. */
  void obtained(@Nullable Object resource) {
    if (resource == null || (resource instanceof Thread thread && !threads.isOwn(thread))) {
      return;
    }
    made(resource);
  }

  /**
   * The app is about to make an array.
   *
   * @param length of the array; may be anything, as the app may ask for anything
   * @param width bytes of each element
   * @throws OutOfMemoryError if it would leave too little of the heap
   */
  void array(int length, int width) {
    long bytes = (long) length * width;
    if (bytes >= LARGE) { // most are not, and cost this comparison
      reserve.admit(this, bytes);
    }
  }

  /** The same, of an array with arrays in it. */
  void arrays(int rows, int length, int width) {
    if (rows > 0 && length > 0) {
      long elements = (long) rows * length;
      long bytes = elements > Long.MAX_VALUE / width ? Long.MAX_VALUE : elements * width;
      if (bytes >= LARGE) {
        reserve.admit(this, bytes);
      }
    }
  }

  /** A virtual thread of the app ended with what nobody caught. */
  void uncaught(Throwable failure) {
    events.uncaught(failure);
  }

  /** The app asked to end the JVM. */
  void exit(String call) {
    events.exitCalled();
    throw new WorkerEndedError(this + " called " + call);
  }

  @Override
  public String toString() {
    return bundle.getSymbolicName() + " " + bundle.getVersion() + " (" + bundle.getLocation() + ")";
  }
}
