package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.guard.Linker;
import dev.buntime.sandbox.internal.Family;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/**
 * Which generation a class belongs to, those of bundles included that were installed for it.
 *
 * <p>A class loader belongs to the generation that was under guard when its first class was linked,
 * also after the guard has ended; the call sites of its classes keep the generation, nothing else
 * does. The code of a bundle that nobody guards runs where it is called by other code of its own,
 * and is never killed; the framework does not get to call it. Thread-safe.
 */
final class Wards implements Linker {
  private final Map<Bundle, GuardedGeneration> open = new ConcurrentHashMap<>();
  private final Map<ClassLoader, WeakReference<GuardedGeneration>> linked =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final HeapReserve reserve;

  /**
   * Makes it without generations.
   *
   * @param reserve what apps must leave of the heap
   */
  Wards(HeapReserve reserve) {
    this.reserve = reserve;
  }

  HeapReserve reserve() {
    return reserve;
  }

  /**
   * Begins the guard of a generation.
   *
   * @throws IllegalStateException if its bundle is under guard already
   */
  void add(GuardedGeneration generation) {
    if (open.putIfAbsent(generation.bundle(), generation) != null) {
      throw new IllegalStateException(generation.bundle() + " is under guard already");
    }
  }

  void remove(GuardedGeneration generation) {
    open.remove(generation.bundle(), generation);
  }

  /** The generation under guard that a bundle is, or that it was installed for. */
  @Nullable GuardedGeneration of(Bundle bundle) {
    GuardedGeneration generation = open.get(bundle);
    return generation != null ? generation : ofFamily(bundle);
  }

  /** Whether a bundle is under guard, or its class loader belongs to a generation that was. */
  boolean isKnown(Bundle bundle, ClassLoader loader) {
    return of(bundle) != null || linked.containsKey(loader);
  }

  private @Nullable GuardedGeneration ofFamily(Bundle bundle) {
    return open.values().stream()
        .filter(each -> Family.isOne(each.bundle(), bundle))
        .findFirst()
        .orElse(null);
  }

  @Override
  public CallSite link(MethodHandles.Lookup caller, String operation, MethodType type) {
    GuardedGeneration generation = of(caller.lookupClass().getClassLoader());
    generation.runs(caller);
    return Operation.valueOf(operation).site(generation, type);
  }

  @Override
  public CallSite link(
      MethodHandles.Lookup caller, String callback, MethodType type, MethodHandle code) {
    GuardedGeneration generation = of(caller.lookupClass().getClassLoader());
    generation.runs(caller);
    return generation.handOver().site(caller, Callback.valueOf(callback), type, code);
  }

  private GuardedGeneration of(ClassLoader loader) {
    WeakReference<GuardedGeneration> known = linked.get(loader);
    GuardedGeneration generation = known == null ? null : known.get();
    if (generation == null) {
      generation = first(loader);
      linked.put(loader, new WeakReference<>(generation));
    }
    return generation;
  }

  private GuardedGeneration first(ClassLoader loader) {
    if (!(loader instanceof BundleReference reference)) {
      throw new IllegalStateException(loader + " is not the class loader of a bundle");
    }
    GuardedGeneration generation = of(reference.getBundle());
    return generation != null
        ? generation
        : new GuardedGeneration(
            reference.getBundle(),
            new ThreadGroup("unguarded"),
            _ -> ThreadOwner.APP,
            new NoWorker(reference.getBundle()),
            () -> {},
            this);
  }
}
