package dev.buntime.sandbox.internal.census;

import dev.buntime.catalog.LiveApp;
import java.lang.reflect.Field;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mends a leak of the Felix framework: when two threads load the same class of a bundle at a time,
 * its class loader may keep the later one in its table of locks for good, and with a thread of an
 * app the class loader of that (seen in {@code BundleWiringImpl.defineClassParallel} of 7.0.5). An
 * entry of a thread that has ended locks nothing any more, so it is taken out. Of another framework
 * there is nothing to mend. For one thread.
 */
final class StaleClassLocks {
  private static final Logger log = LoggerFactory.getLogger(StaleClassLocks.class);
  private static final String TABLE = "m_classLocks";

  private final BundleContext context;

  StaleClassLocks(BundleContext context) {
    this.context = context;
  }

  /** Takes the entries out of the class loaders of all bundles but those of apps. */
  void clear() {
    for (Bundle bundle : context.getBundles()) {
      boolean runs = (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE | Bundle.STOPPING)) != 0;
      BundleWiring wiring =
          runs && !LiveApp.isApp(bundle) ? bundle.adapt(BundleWiring.class) : null;
      ClassLoader loader = wiring == null ? null : wiring.getClassLoader();
      if (loader != null) {
        clear(loader);
      }
    }
  }

  private static void clear(ClassLoader loader) {
    if (table(loader) instanceof Map<?, ?> locks) {
      boolean any = locks.values().removeIf(each -> each instanceof Thread t && !t.isAlive());
      if (any) {
        log.debug("{} had kept threads that have ended", loader);
      }
    }
  }

  private static @Nullable Object table(ClassLoader loader) {
    for (Class<?> type = loader.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field field = type.getDeclaredField(TABLE);
        field.setAccessible(true);
        return field.get(loader);
      } catch (NoSuchFieldException _) {
        log.trace("{} has no {}", type, TABLE);
      } catch (ReflectiveOperationException | RuntimeException e) {
        log.debug("{} of {} cannot be read", TABLE, loader, e);
        return null;
      }
    }
    return null;
  }
}
