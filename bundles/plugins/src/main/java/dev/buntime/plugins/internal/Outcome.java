package dev.buntime.plugins.internal;

import dev.buntime.runtime.InvocationException;
import org.jspecify.annotations.Nullable;

/** Hears once what became of the call of a hook. */
interface Outcome<T extends @Nullable Object> {

  /** The hook returned in time. */
  void returned(T value);

  /** It did not: it threw, took too long, or could not be called at all. */
  void failed(InvocationException why);
}
