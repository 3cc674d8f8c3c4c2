package dev.buntime.sandbox.guard;

import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.osgi.annotation.versioning.ProviderType;

/** Makes the call sites of woven classes. Thread-safe. */
@ProviderType
public interface Linker {

  /**
   * Makes a call site.
   *
   * @param caller the woven class, with all its rights
   * @param operation what the call is to do
   * @param type its parameters and its result
   */
  CallSite link(MethodHandles.Lookup caller, String operation, MethodType type);

  /**
   * Makes a call site that stands for code of the woven class which the framework calls.
   *
   * @param caller the woven class, with all its rights
   * @param callback how the code is to be called
   * @param type parameters and result of the call site
   * @param code what is to be called in the end
   */
  CallSite link(MethodHandles.Lookup caller, String callback, MethodType type, MethodHandle code);
}
