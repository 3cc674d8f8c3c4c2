package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.WorkerEndedError;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;

/**
 * The one call site behind all safepoints of a generation: empty, a constant to the compiler, until
 * it is closed; then every call throws. Thread-safe.
 */
final class Safepoint extends MutableCallSite {
  private static final MethodType TYPE = MethodType.methodType(void.class);

  private final GuardedGeneration generation; // woven classes keep it by their call sites

  Safepoint(GuardedGeneration generation) {
    super(MethodHandles.empty(TYPE));
    this.generation = generation;
  }

  /** Lets nothing pass any more; compiled code that passed it is given up. */
  void close() {
    MethodHandle thrower = MethodHandles.throwException(void.class, WorkerEndedError.class);
    setTarget(thrower.bindTo(new WorkerEndedError(generation + " was killed")));
    MutableCallSite.syncAll(new MutableCallSite[] {this});
  }
}
