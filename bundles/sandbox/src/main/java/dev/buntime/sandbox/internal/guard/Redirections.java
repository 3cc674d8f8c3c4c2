package dev.buntime.sandbox.internal.guard;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which calls of an app are replaced, by the type that the call names. */
final class Redirections {
  private static final String BUNDLE = "org/osgi/framework/Bundle";
  private static final String FRAMEWORK = "org/osgi/framework/launch/Framework";
  private static final String CONTEXT = "org/osgi/framework/BundleContext";
  private static final String WIRING = "org/osgi/framework/wiring/FrameworkWiring";
  private static final String START_LEVEL = "org/osgi/framework/startlevel/FrameworkStartLevel";
  private static final String LISTENERS = "[Lorg/osgi/framework/FrameworkListener;";
  private static final String REGISTRATION = "Lorg/osgi/framework/ServiceRegistration;";
  private static final String LOCKS = "java/util/concurrent/locks/";

  private static final Map<String, Map<String, Operation>> BY_OWNER = new HashMap<>();

  static {
    jvm();
    locks();
    bundle(BUNDLE);
    bundle(FRAMEWORK);
    framework();
    services();
  }

  private Redirections() {}

  /** What a call does instead; null if it is left as it is. */
  static @Nullable Operation of(String owner, String name, String descriptor) {
    Map<String, Operation> calls = BY_OWNER.get(owner);
    return calls == null ? null : calls.get(name + descriptor);
  }

  private static void jvm() {
    add(Operation.EXIT, "java/lang/System", "exit(I)V");
    add(Operation.RUNTIME_EXIT, "java/lang/Runtime", "exit(I)V");
    add(Operation.RUNTIME_HALT, "java/lang/Runtime", "halt(I)V");
    add(Operation.ADD_SHUTDOWN_HOOK, "java/lang/Runtime", "addShutdownHook(Ljava/lang/Thread;)V");
    String drivers = "java/sql/DriverManager";
    add(Operation.REGISTER_DRIVER, drivers, "registerDriver(Ljava/sql/Driver;)V");
    add(
        Operation.REGISTER_DRIVER_ACTION,
        drivers,
        "registerDriver(Ljava/sql/Driver;Ljava/sql/DriverAction;)V");
  }

  private static void locks() {
    add(Operation.LOCK, LOCKS + "Lock", "lock()V");
    add(Operation.LOCK, LOCKS + "ReentrantLock", "lock()V");
    add(Operation.LOCK, LOCKS + "ReentrantReadWriteLock$ReadLock", "lock()V");
    add(Operation.LOCK, LOCKS + "ReentrantReadWriteLock$WriteLock", "lock()V");
    add(Operation.READ_LOCK, LOCKS + "StampedLock", "readLock()J");
    add(Operation.WRITE_LOCK, LOCKS + "StampedLock", "writeLock()J");
    add(Operation.AWAIT, LOCKS + "Condition", "awaitUninterruptibly()V");
    String semaphore = "java/util/concurrent/Semaphore";
    add(Operation.ACQUIRE, semaphore, "acquireUninterruptibly()V");
    add(Operation.ACQUIRE_MANY, semaphore, "acquireUninterruptibly(I)V");
    add(Operation.JOIN, "java/util/concurrent/CompletableFuture", "join()Ljava/lang/Object;");
  }

  private static void bundle(String owner) {
    add(Operation.BUNDLE_START, owner, "start()V");
    add(Operation.BUNDLE_START_OPTIONS, owner, "start(I)V");
    add(Operation.BUNDLE_STOP, owner, "stop()V");
    add(Operation.BUNDLE_STOP_OPTIONS, owner, "stop(I)V");
    add(Operation.BUNDLE_UPDATE, owner, "update()V");
    add(Operation.BUNDLE_UPDATE_STREAM, owner, "update(Ljava/io/InputStream;)V");
    add(Operation.BUNDLE_UNINSTALL, owner, "uninstall()V");
  }

  private static void framework() {
    String bundleLevel = "org/osgi/framework/startlevel/BundleStartLevel";
    add(Operation.BUNDLE_START_LEVEL, bundleLevel, "setStartLevel(I)V");
    add(Operation.FRAMEWORK_START_LEVEL, START_LEVEL, "setStartLevel(I" + LISTENERS + ")V");
    add(Operation.INITIAL_START_LEVEL, START_LEVEL, "setInitialBundleStartLevel(I)V");
    add(Operation.REFRESH, WIRING, "refreshBundles(Ljava/util/Collection;" + LISTENERS + ")V");
    add(Operation.RESOLVE, WIRING, "resolveBundles(Ljava/util/Collection;)Z");
    String install = "installBundle(Ljava/lang/String;";
    add(Operation.INSTALL, CONTEXT, install + ")L" + BUNDLE + ";");
    add(Operation.INSTALL_STREAM, CONTEXT, install + "Ljava/io/InputStream;)L" + BUNDLE + ";");
  }

  private static void services() {
    String rest = "Ljava/lang/Object;Ljava/util/Dictionary;)" + REGISTRATION;
    String register = "registerService(";
    add(Operation.REGISTER_NAMES, CONTEXT, register + "[Ljava/lang/String;" + rest);
    add(Operation.REGISTER_NAME, CONTEXT, register + "Ljava/lang/String;" + rest);
    add(Operation.REGISTER_CLASS, CONTEXT, register + "Ljava/lang/Class;" + rest);
    add(
        Operation.REGISTER_FACTORY,
        CONTEXT,
        register
            + "Ljava/lang/Class;Lorg/osgi/framework/ServiceFactory;Ljava/util/Dictionary;)"
            + REGISTRATION);
  }

  private static void add(Operation operation, String owner, String call) {
    BY_OWNER.computeIfAbsent(owner, _ -> new HashMap<>()).put(call, operation);
  }
}
