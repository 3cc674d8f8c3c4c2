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
import org.jspecify.annotations.Nullable;
import org.osgi.framework.SynchronousBundleListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has code of an app that the platform calls run on the app's threads: at once if the current
 * thread is one of them. Thread-safe.
 *
 * <p>An app that has not returned in time is not waited for again until it has; unless it is about
 * its life.
 *
 * @param calls how the app is called
 * @param overdue the calls that it has not returned from in time
 */
record HandOver(AppCalls calls, Overdue overdue) {
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
  record Target(
      AppCalls calls, Overdue overdue, Callback callback, MethodHandle code, String name) {}

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
    Target target = new Target(calls, overdue, callback, spread, caller.lookupClass().getName());
    return new ConstantCallSite(
        MethodHandles.guardWithTest(
            MethodHandles.dropArguments(HERE.bindTo(calls), 0, type.parameterList()),
            direct,
            MethodHandles.explicitCastArguments( // nothing is 0, where a number is wanted
                AWAY.bindTo(target).asCollector(Object[].class, count), type)));
  }

  /** Called by call sites, on a thread that is not the app's. */
  static @Nullable Object away(Target target, Object[] arguments) throws Exception {
    boolean isAwaited = isAwaited(target.callback(), arguments);
    if (isAwaited && (target.callback() == Callback.REQUIRED || !target.overdue().isPending())) {
      return await(target, arguments);
    }
    if (target.callback() == Callback.CONSTRUCTED) {
      throw new IllegalStateException(
          target.name() + " is not made: the app has not returned from an earlier call");
    }
    target
        .calls()
        .post(() -> {
          try {
            var _ = run(target, arguments);
          } catch (Failed e) {
            throw new IllegalStateException(target.name() + " failed", e.getCause());
          }
        });
    return null;
  }

  private static boolean isAwaited(Callback callback, Object[] arguments) {
    return switch (callback) {
      case REQUIRED, CONSTRUCTED, AWAITED -> true;
      case POSTED -> false;
      case OF_BUNDLE_LISTENER -> arguments[0] instanceof SynchronousBundleListener;
    };
  }

  private static @Nullable Object await(Target target, Object[] arguments) throws Exception {
    Overdue.Call call = target.overdue().begin();
    try {
      return target
          .calls()
          .call(() -> {
            try {
              return run(target, arguments);
            } finally {
              call.returned();
            }
          });
    } catch (Failed e) {
      throw e.ofApp();
    } catch (RejectedExecutionException e) {
      if (target.callback() == Callback.REQUIRED || target.callback() == Callback.CONSTRUCTED) {
        throw e;
      }
      log.debug("{} is not called any more: its worker has ended", target.name(), e);
      return null;
    } catch (TimeoutException e) {
      call.isLate();
      throw new IllegalStateException(
          target.name() + ", which the platform called, did not return in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          target.name() + ", which the platform called, is not waited for", e);
    }
  }

  private static @Nullable Object run(Target target, Object[] arguments) throws Failed {
    try {
      return target.code().invokeExact(arguments);
    } catch (Throwable e) {
      throw new Failed(e);
    }
  }

  /** What the app threw, so that nobody takes it for a failure of the hand-over. */
  private static final class Failed extends Exception {
    private static final long serialVersionUID = 1L;

    Failed(Throwable cause) {
      super(cause);
    }

    Exception ofApp() {
      return switch (getCause()) {
        case Error error -> throw error;
        case Exception exception -> exception;
        case null, default -> new UndeclaredThrowableException(getCause());
      };
    }
  }
}
