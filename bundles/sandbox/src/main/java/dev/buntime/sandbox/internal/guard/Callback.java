package dev.buntime.sandbox.internal.guard;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How code of an app is called that the platform calls on whatever thread something happens: the
 * framework (OSGi Core, sections 4.4 and 4.7, chapters 5 and 701) and Declarative Services. The
 * name of a constant is the name in the {@code invokedynamic} instruction.
 */
enum Callback {
  /**
   * On the app's threads; the platform waits for it, and is told if that is not possible any more.
   */
  REQUIRED,
  /**
   * On the app's threads; the platform waits for it, and is told if that is not possible, or not in
   * time: there is no object then.
   */
  CONSTRUCTED,
  /** On the app's threads as long as there are any; the platform waits for it. */
  AWAITED,
  /** On the app's threads, one after the other; nobody waits for it. */
  POSTED,
  /** As the listener wants it, which is the first argument. */
  OF_BUNDLE_LISTENER;

  private static final String FRAMEWORK = "Lorg/osgi/framework/";
  private static final String CONTEXT = "(" + FRAMEWORK + "BundleContext;)V";
  private static final String REFERENCE = FRAMEWORK + "ServiceReference;";
  private static final String BUNDLE = FRAMEWORK + "Bundle;" + FRAMEWORK + "BundleEvent;";
  private static final String OBJECT = "Ljava/lang/Object;";
  private static final String BUNDLE_CHANGED = "bundleChanged(" + FRAMEWORK + "BundleEvent;)V";
  private static final String ASYNCHRONOUS = FRAMEWORK + "BundleListener;";

  private static final Map<String, Callback> BY_METHOD =
      Map.ofEntries(
          Map.entry("start" + CONTEXT, REQUIRED),
          Map.entry("stop" + CONTEXT, REQUIRED),
          Map.entry("frameworkEvent(" + FRAMEWORK + "FrameworkEvent;)V", POSTED),
          Map.entry(BUNDLE_CHANGED, OF_BUNDLE_LISTENER),
          Map.entry("serviceChanged(" + FRAMEWORK + "ServiceEvent;)V", AWAITED),
          Map.entry("addingService(" + REFERENCE + ")" + OBJECT, AWAITED),
          Map.entry("modifiedService(" + REFERENCE + OBJECT + ")V", AWAITED),
          Map.entry("removedService(" + REFERENCE + OBJECT + ")V", AWAITED),
          Map.entry("addingBundle(" + BUNDLE + ")" + OBJECT, AWAITED),
          Map.entry("modifiedBundle(" + BUNDLE + OBJECT + ")V", AWAITED),
          Map.entry("removedBundle(" + BUNDLE + OBJECT + ")V", AWAITED));

  /** How the framework is to call a method of a class; null if it does not. */
  static @Nullable Callback ofMethod(String name, String descriptor) {
    return BY_METHOD.get(name + descriptor);
  }

  /**
   * How the framework is to call a lambda; null if it does not.
   *
   * @param type descriptor of the interface that it implements
   * @param name of the method of that interface
   * @param descriptor of that method
   */
  static @Nullable Callback ofLambda(String type, String name, String descriptor) {
    Callback callback = ofMethod(name, descriptor);
    if (callback != OF_BUNDLE_LISTENER) {
      return callback;
    }
    return type.equals(ASYNCHRONOUS) ? POSTED : AWAITED;
  }
}
