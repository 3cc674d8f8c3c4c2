package dev.buntime.sandbox.internal.guard;

import java.io.InputStream;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.sql.Driver;
import java.sql.DriverAction;
import java.util.Collection;
import java.util.Dictionary;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.StampedLock;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * What woven code may ask for. The name of a constant is the name in the {@code invokedynamic}
 * instruction.
 */
enum Operation {
  /** Passes, or ends the code. */
  SAFEPOINT(GuardedGeneration.class, "checkAlive", void.class),
  /** The app made a resource by a constructor. */
  MADE(GuardedGeneration.class, "made", void.class, Object.class),
  /** The app got a resource from a factory of the JDK. */
  OBTAINED(GuardedGeneration.class, "obtained", void.class, Object.class),
  /** The app is about to make an array: the number of its elements, bytes of each. */
  ARRAY(GuardedGeneration.class, "array", void.class, int.class, int.class),
  /** The app is about to make an array of arrays: their number, elements and bytes of each. */
  ARRAYS(GuardedGeneration.class, "arrays", void.class, int.class, int.class, int.class),

  EXIT(JvmCalls.class, "exit", void.class, int.class),
  RUNTIME_EXIT(JvmCalls.class, "exit", void.class, Runtime.class, int.class),
  RUNTIME_HALT(JvmCalls.class, "halt", void.class, Runtime.class, int.class),
  ADD_SHUTDOWN_HOOK(JvmCalls.class, "addShutdownHook", void.class, Runtime.class, Thread.class),
  REGISTER_DRIVER(JvmCalls.class, "registerDriver", void.class, Driver.class),
  REGISTER_DRIVER_ACTION(
      JvmCalls.class, "registerDriver", void.class, Driver.class, DriverAction.class),

  LOCK(LockCalls.class, "lock", void.class, Lock.class),
  READ_LOCK(LockCalls.class, "readLock", long.class, StampedLock.class),
  WRITE_LOCK(LockCalls.class, "writeLock", long.class, StampedLock.class),
  ACQUIRE(LockCalls.class, "acquire", void.class, Semaphore.class),
  ACQUIRE_MANY(LockCalls.class, "acquire", void.class, Semaphore.class, int.class),
  AWAIT(LockCalls.class, "await", void.class, Condition.class),
  JOIN(LockCalls.class, "join", Object.class, CompletableFuture.class),

  BUNDLE_START(BundleCalls.class, "start", void.class, Bundle.class),
  BUNDLE_START_OPTIONS(BundleCalls.class, "start", void.class, Bundle.class, int.class),
  BUNDLE_STOP(BundleCalls.class, "stop", void.class, Bundle.class),
  BUNDLE_STOP_OPTIONS(BundleCalls.class, "stop", void.class, Bundle.class, int.class),
  BUNDLE_UPDATE(BundleCalls.class, "update", void.class, Bundle.class),
  BUNDLE_UPDATE_STREAM(BundleCalls.class, "update", void.class, Bundle.class, InputStream.class),
  BUNDLE_UNINSTALL(BundleCalls.class, "uninstall", void.class, Bundle.class),
  BUNDLE_START_LEVEL(
      BundleCalls.class, "setStartLevel", void.class, BundleStartLevel.class, int.class),
  FRAMEWORK_START_LEVEL(
      BundleCalls.class,
      "setStartLevel",
      void.class,
      FrameworkStartLevel.class,
      int.class,
      FrameworkListener[].class),
  INITIAL_START_LEVEL(
      BundleCalls.class,
      "setInitialBundleStartLevel",
      void.class,
      FrameworkStartLevel.class,
      int.class),
  REFRESH(
      BundleCalls.class,
      "refresh",
      void.class,
      FrameworkWiring.class,
      Collection.class,
      FrameworkListener[].class),
  RESOLVE(BundleCalls.class, "resolve", boolean.class, FrameworkWiring.class, Collection.class),
  INSTALL(BundleCalls.class, "install", Bundle.class, BundleContext.class, String.class),
  INSTALL_STREAM(
      BundleCalls.class,
      "install",
      Bundle.class,
      BundleContext.class,
      String.class,
      InputStream.class),
  REGISTER_NAMES(
      BundleCalls.class,
      "register",
      ServiceRegistration.class,
      BundleContext.class,
      String[].class,
      Object.class,
      Dictionary.class),
  REGISTER_NAME(
      BundleCalls.class,
      "register",
      ServiceRegistration.class,
      BundleContext.class,
      String.class,
      Object.class,
      Dictionary.class),
  REGISTER_CLASS(
      BundleCalls.class,
      "register",
      ServiceRegistration.class,
      BundleContext.class,
      Class.class,
      Object.class,
      Dictionary.class),
  REGISTER_FACTORY(
      BundleCalls.class,
      "register",
      ServiceRegistration.class,
      BundleContext.class,
      Class.class,
      ServiceFactory.class,
      Dictionary.class);

  private final MethodHandle handle;

  Operation(Class<?> home, String method, Class<?> result, Class<?>... parameters) {
    MethodType type = MethodType.methodType(result, parameters);
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      handle =
          home == GuardedGeneration.class
              ? lookup.findVirtual(home, method, type)
              : lookup.findStatic(
                  home, method, type.insertParameterTypes(0, GuardedGeneration.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Makes the call site of a woven class of a generation. */
  CallSite site(GuardedGeneration generation, MethodType type) {
    return this == SAFEPOINT
        ? generation.safepoint()
        : new ConstantCallSite(handle.bindTo(generation).asType(type));
  }
}
