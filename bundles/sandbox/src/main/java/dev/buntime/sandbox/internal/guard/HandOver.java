package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.AppCalls;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has code of an app that the platform calls run on the app's threads: at once if the current
 * thread is one of them. Thread-safe.
 *
 * @param calls how the app is called
 */
record HandOver(AppCalls calls) {
  private static final Logger log = LoggerFactory.getLogger(HandOver.class);

  private static final MethodHandle HERE;
  private static final MethodHandle AWAY;

  static {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      HERE = lookup.findVirtual(AppCalls.class, "areHere", MethodType.methodType(boolean.class));
      AWAY =
          lookup.findStatic(
              HandOver.class,
              "away",
              MethodType.methodType(Object.class, Target.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * What is called.
   *
   * @param code takes the arguments in an array
   * @param name for people
   */
  record Target(AppCalls calls, Callback callback, MethodHandle code, String name) {}

  /**
   * Makes the call site that a callback of a woven class has become.
   *
   * @param caller the woven class
   * @param type parameters and result of the call site
   * @param code what is to be called in the end
   */
  CallSite site(
      MethodHandles.Lookup caller, Callback callback, MethodType type, MethodHandle code) {
    MethodHandle direct = code.asType(type);
    int count = type.parameterCount();
    MethodHandle spread =
        direct
            .asSpreader(Object[].class, count)
            .asType(MethodType.methodType(Object.class, Object[].class));
    Target target = new Target(calls, callback, spread, caller.lookupClass().getName());
    return new ConstantCallSite(
        MethodHandles.guardWithTest(
            MethodHandles.dropArguments(HERE.bindTo(calls), 0, type.parameterList()),
            direct,
            MethodHandles.explicitCastArguments( // nothing is 0, where a number is wanted
                AWAY.bindTo(target).asCollector(Object[].class, count), type)));
  }

  /** Called by call sites, on a thread that is not the app's. */
  static @Nullable Object away(Target target, Object[] arguments) throws Exception {
    if (isAwaited(target.callback(), arguments)) {
      return await(target, arguments);
    }
    target
        .calls()
        .post(() -> {
          try {
            var _ = run(target, arguments);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new IllegalStateException(target.name() + " failed", e);
          }
        });
    return null;
  }

  private static boolean isAwaited(Callback callback, Object[] arguments) {
    return switch (callback) {
      case REQUIRED, AWAITED -> true;
      case POSTED -> false;
      case OF_BUNDLE_LISTENER -> arguments[0] instanceof SynchronousBundleListener;
    };
  }

  private static @Nullable Object await(Target target, Object[] arguments) throws Exception {
    AtomicBoolean hasBegun = new AtomicBoolean();
    try {
      return target
          .calls()
          .call(() -> {
            hasBegun.set(true);
            return run(target, arguments);
          });
    } catch (RejectedExecutionException e) {
      if (target.callback() == Callback.REQUIRED || hasBegun.get()) {
        throw e;
      }
      log.debug("{} is not called any more: its worker has ended", target.name(), e);
      return null;
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          target.name() + ", which the platform called, did not return in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          target.name() + ", which the platform called, is not waited for", e);
    }
  }

  private static @Nullable Object run(Target target, Object[] arguments) throws Exception {
    try {
      return target.code().invokeExact(arguments);
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new UndeclaredThrowableException(e);
    }
  }
}
