package dev.buntime.sandbox.guard;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the call sites of woven classes. Thread-safe. */
@ProviderType
@FunctionalInterface
public interface Linker {

  /**
   * Makes a call site.
   *
   * @param caller the woven class, with all its rights
   * @param operation what the call is to do
   * @param type its parameters and its result
   */
  CallSite link(MethodHandles.Lookup caller, String operation, MethodType type);
}
