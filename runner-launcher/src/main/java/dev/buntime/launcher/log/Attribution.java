package dev.buntime.launcher.log;

import dev.buntime.log.LogOwner;
import dev.buntime.log.LogSource;
import dev.buntime.log.LogSources;
import java.lang.StackWalker.StackFrame;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleReference;

/**
 * Finds out whose code is running.
 *
 * <pre>
 * the thread is a worker's                       that worker
 * it is in the thread group of a worker          that worker, unless a bundle of the platform
 *                                                has made the thread for itself
 * its context class loader is that of an app     the worker that runs the app's bundle
 * it is nobody's, such as one of the common pool,
 * or a virtual one, or in the group of a worker   the worker whose code is first on the stack
 * </pre>
 *
 * <p>An app can neither make a thread that is another worker's nor get at its class loader.
 */
final class Attribution {
  /** What the location of every app bundle begins with. */
  private static final String APP = "app:";

  private static final String RUNNER = "dev.buntime.";
  private static final Set<String> LOGGING =
      Set.of("org.slf4j.", "ch.qos.logback.", "dev.buntime.launcher.", "java.", "jdk.", "sun.");
  private static final int DEEPEST = 256;
  private static final StackWalker STACK =
      StackWalker.getInstance(
          Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

  private Attribution() {}

  /** The source by the current thread alone, which is cheap; null if the thread is no worker's. */
  static @Nullable LogSource ofThread() {
    Thread thread = Thread.currentThread();
    if (thread instanceof LogOwner owner) {
      return owner.logSource();
    }
    Bundle bundle = bundleOf(thread.getContextClassLoader());
    LogOwner group = bundle == null || isApp(bundle) ? owner(thread.getThreadGroup()) : null;
    if (group != null) {
      return group.logSource();
    }
    return bundle != null && isApp(bundle) ? of(bundle) : null;
  }

  /** The source by the current thread or else, if the thread is nobody's, by its stack. */
  static @Nullable LogSource ofCode() {
    LogSource source = ofThread();
    return source == null && mayBeOfAnApp(Thread.currentThread()) ? ofStack() : source;
  }

  /**
   * Whether a thread that seems to be the platform's may run code of an app all the same: an app
   * can set any context class loader that it gets hold of.
   */
  private static boolean mayBeOfAnApp(Thread thread) {
    return thread.isVirtual()
        || bundleOf(thread.getContextClassLoader()) == null
        || owner(thread.getThreadGroup()) != null;
  }

  /** The source of a bundle; null if it is not that of an app. */
  static @Nullable LogSource ofBundle(Bundle bundle) {
    return isApp(bundle) ? of(bundle) : null;
  }

  /** The source whose code is nearest on the stack, whatever the thread; null if there is none. */
  static @Nullable LogSource ofStack() {
    return STACK.walk(frames ->
        bundles(frames).filter(Attribution::isApp).map(Attribution::of).findFirst().orElse(null));
  }

  /** Whether the code that logs right now is the runner's own, whatever the thread. */
  static boolean isRunnersCode() {
    return STACK.walk(frames ->
        frames
            .limit(DEEPEST)
            .filter(frame -> LOGGING.stream().noneMatch(frame.getClassName()::startsWith))
            .findFirst()
            .map(frame -> bundleOf(frame.getDeclaringClass().getClassLoader()))
            .filter(bundle -> !isApp(bundle) && nameOf(bundle).startsWith(RUNNER))
            .isPresent());
  }

  private static Stream<Bundle> bundles(Stream<StackFrame> frames) {
    return frames
        .limit(DEEPEST)
        .map(frame -> bundleOf(frame.getDeclaringClass().getClassLoader()))
        .filter(Objects::nonNull);
  }

  private static LogSource of(Bundle app) {
    return LogSources.of(app.getBundleId())
        .orElseGet(() -> new LogSource(nameOf(app), app.getVersion().toString(), null));
  }

  private static @Nullable LogOwner owner(@Nullable ThreadGroup group) {
    for (ThreadGroup each = group; each != null; each = each.getParent()) {
      if (each instanceof LogOwner owner) {
        return owner;
      }
    }
    return null;
  }

  private static @Nullable Bundle bundleOf(@Nullable ClassLoader loader) {
    return loader instanceof BundleReference reference ? reference.getBundle() : null;
  }

  private static boolean isApp(Bundle bundle) {
    return bundle.getLocation().startsWith(APP);
  }

  private static String nameOf(Bundle bundle) {
    return Objects.requireNonNullElse(bundle.getSymbolicName(), "");
  }
}
