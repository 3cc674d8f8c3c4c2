package dev.buntime.sandbox.guard;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** The bootstrap method of woven classes. Thread-safe. */
public final class Linkage {
  private static volatile @Nullable Linker linker; // the latest one, for good: woven code stays

  private Linkage() {}

  /**
   * Sets who makes the call sites from now on.
   *
   * @throws SecurityException if the linker is not of the guard's own bundle
   */
  public static void install(Linker latest) {
    if (!Linkage.class.getClassLoader().equals(latest.getClass().getClassLoader())) {
      throw new SecurityException(latest.getClass().getName() + " is not part of the guard");
    }
    linker = latest;
  }

  /**
   * Links an {@code invokedynamic} instruction of a woven class.
   *
   * @throws IllegalStateException if the class was woven by no guard
   */
  public static CallSite link(MethodHandles.Lookup caller, String operation, MethodType type) {
    return linker(caller).link(caller, operation, type);
  }

  /**
   * Links an {@code invokedynamic} instruction of a woven class that stands for code which the
   * framework calls.
   *
   * @throws IllegalStateException if the class was woven by no guard
   */
  public static CallSite link(
      MethodHandles.Lookup caller, String callback, MethodType type, MethodHandle code) {
    return linker(caller).link(caller, callback, type, code);
  }

  private static Linker linker(MethodHandles.Lookup caller) {
    Linker latest = linker;
    if (latest == null) {
      throw new IllegalStateException(caller.lookupClass() + " was not woven by the guard");
    }
    return latest;
  }
}
