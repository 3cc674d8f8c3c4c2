package dev.buntime.sandbox.internal.guard;

import dev.buntime.sandbox.internal.GlobalServices;
import java.io.InputStream;
import java.util.Collection;
import java.util.Dictionary;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Calls of an app that change bundles: allowed on its own one, and on those that were installed for
 * it (their location begins with that of the app and a slash).
 *
 * <p>A wall against accidents and ordinary code: reflection goes around it.
 */
@SuppressWarnings("DoNotCallSuggester") // woven code calls them, to be refused
final class BundleCalls {
  private BundleCalls() {}

  static void start(GuardedGeneration app, Bundle bundle) throws BundleException {
    own(app, bundle, "start").start();
  }

  static void start(GuardedGeneration app, Bundle bundle, int options) throws BundleException {
    own(app, bundle, "start").start(options);
  }

  static void stop(GuardedGeneration app, Bundle bundle) throws BundleException {
    own(app, bundle, "stop").stop();
  }

  static void stop(GuardedGeneration app, Bundle bundle, int options) throws BundleException {
    own(app, bundle, "stop").stop(options);
  }

  static void update(GuardedGeneration app, Bundle bundle) throws BundleException {
    own(app, bundle, "update").update();
  }

  static void update(GuardedGeneration app, Bundle bundle, InputStream content)
      throws BundleException {
    own(app, bundle, "update").update(content);
  }

  static void uninstall(GuardedGeneration app, Bundle bundle) throws BundleException {
    own(app, bundle, "uninstall").uninstall();
  }

  static void setStartLevel(GuardedGeneration app, BundleStartLevel level, int value) {
    own(app, level.getBundle(), "set the start level of");
    level.setStartLevel(value);
  }

  static void setStartLevel(
      GuardedGeneration app, FrameworkStartLevel level, int value, FrameworkListener... listeners) {
    throw refusal(app, "set the start level of the framework");
  }

  static void setInitialBundleStartLevel(
      GuardedGeneration app, FrameworkStartLevel level, int value) {
    throw refusal(app, "set the start level of bundles");
  }

  static void refresh(
      GuardedGeneration app,
      FrameworkWiring wiring,
      @Nullable Collection<Bundle> bundles,
      FrameworkListener... listeners) {
    wiring.refreshBundles(own(app, bundles, "refresh"), listeners);
  }

  static boolean resolve(
      GuardedGeneration app, FrameworkWiring wiring, @Nullable Collection<Bundle> bundles) {
    return wiring.resolveBundles(own(app, bundles, "resolve"));
  }

  static Bundle install(GuardedGeneration app, BundleContext context, String location) {
    throw installation(app, location);
  }

  static Bundle install(
      GuardedGeneration app,
      BundleContext context,
      String location,
      @Nullable InputStream content) {
    throw installation(app, location);
  }

  static ServiceRegistration<?> register(
      GuardedGeneration app,
      BundleContext context,
      String[] types,
      Object service,
      @Nullable Dictionary<String, ?> properties) {
    for (String type : types) {
      checkType(app, type);
    }
    return context.registerService(types, service, properties);
  }

  static ServiceRegistration<?> register(
      GuardedGeneration app,
      BundleContext context,
      String type,
      Object service,
      @Nullable Dictionary<String, ?> properties) {
    checkType(app, type);
    return context.registerService(type, service, properties);
  }

  static <T> ServiceRegistration<T> register(
      GuardedGeneration app,
      BundleContext context,
      Class<T> type,
      T service,
      @Nullable Dictionary<String, ?> properties) {
    checkType(app, type.getName());
    return context.registerService(type, service, properties);
  }

  static <T> ServiceRegistration<T> register(
      GuardedGeneration app,
      BundleContext context,
      Class<T> type,
      ServiceFactory<T> factory,
      @Nullable Dictionary<String, ?> properties) {
    checkType(app, type.getName());
    return context.registerService(type, factory, properties);
  }

  private static void checkType(GuardedGeneration app, String type) {
    if (GlobalServices.contains(type)) {
      throw refusal(app, "register a " + type + ": the framework would call it for all other apps");
    }
  }

  private static Bundle own(GuardedGeneration app, Bundle bundle, String action) {
    Bundle own = app.bundle();
    if (!bundle.equals(own) && !bundle.getLocation().startsWith(own.getLocation() + "/")) {
      throw refusal(app, action + " " + bundle + ", only its own bundle");
    }
    return bundle;
  }

  private static Collection<Bundle> own(
      GuardedGeneration app, @Nullable Collection<Bundle> bundles, String action) {
    if (bundles == null) {
      throw refusal(app, action + " all bundles, only its own");
    }
    List<Bundle> copy = List.copyOf(bundles);
    copy.forEach(bundle -> own(app, bundle, action));
    return copy;
  }

  private static SecurityException installation(GuardedGeneration app, String location) {
    return refusal(app, "install " + location + ": bundles come by the apps folder");
  }

  private static SecurityException refusal(GuardedGeneration app, String action) {
    return new SecurityException("the app " + app + " may not " + action);
  }
}
