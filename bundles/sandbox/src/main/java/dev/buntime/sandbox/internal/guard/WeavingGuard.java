package dev.buntime.sandbox.internal.guard;

import dev.buntime.catalog.LiveApp;
import dev.buntime.sandbox.AppThreads;
import dev.buntime.sandbox.Guard;
import dev.buntime.sandbox.ThreadOwner;
import dev.buntime.sandbox.Ward;
import dev.buntime.sandbox.guard.Linkage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingException;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.hooks.weaving.WovenClass;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Weaves the classes of apps when they load (OSGi Core, chapter 56), those of embedded jars
 * included.
 */
@Component(service = Guard.class, immediate = true)
public final class WeavingGuard implements Guard {
  private static final Logger log = LoggerFactory.getLogger(WeavingGuard.class);
  private static final String PACKAGE = Linkage.class.getPackageName();
  private static final int MAX_TOLD = 10_000;

  private final Wards wards = new Wards(new HeapReserve(new JvmHeap()));
  private final ClassWeaver weaver = new ClassWeaver();
  private final Map<BundleWiring, ComponentMethods> components =
      Collections.synchronizedMap(new WeakHashMap<>());
  private final ServiceRegistration<WeavingHook> hook;
  private final UncaughtFailures failures;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * Made by Declarative Services. Registers the hook itself and only now: as a service of the
   * component it would be asked for while its own class loads.
   */
  @Activate
  public WeavingGuard(BundleContext context) {
    Linkage.install(wards);
    failures = UncaughtFailures.install(wards);
    hook = context.registerService(WeavingHook.class, this::weave, null);
  }

  @Deactivate
  void stop() {
    hook.unregister();
    failures.uninstall();
  }

  @Override
  public Ward guard(
      Bundle generation,
      ThreadGroup threads,
      Function<Thread, ThreadOwner> ownerOf,
      AppThreads calls,
      Events events) {
    GuardedGeneration ward =
        new GuardedGeneration(generation, threads, ownerOf, calls, events, wards);
    wards.add(ward);
    return ward;
  }

  @Override
  public boolean isGuarded(Bundle bundle) {
    return wards.of(bundle) != null;
  }

  /**
   * Weaves a class.
   *
   * @throws WeavingException if the bundle is nobody's worker, or the stack or the heap ends
   *     meanwhile: the class is not loaded then, for it must not run without a guard
   */
  private void weave(WovenClass woven) {
    Bundle bundle = woven.getBundleWiring().getBundle();
    if (!LiveApp.isApp(bundle)) {
      return;
    }
    BundleWiring wiring = woven.getBundleWiring();
    if (!wards.isKnown(bundle, wiring.getClassLoader())) {
      throw new WeavingException(
          "%s %s runs in workers only, and this bundle is none: do not start it, send the app a request"
              .formatted(bundle.getSymbolicName(), bundle.getVersion()));
    }
    try {
      ClassLoader loader = wiring.getClassLoader();
      Set<String> awaited = methodsOf(wiring, loader).of(woven.getClassName());
      woven.setBytes(weaver.weave(woven.getBytes(), loader, awaited));
      if (!isImporting(wiring)) {
        woven.getDynamicImports().add(PACKAGE);
      }
    } catch (UnweavableException e) {
      unwoven(bundle, woven.getClassName(), e);
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      // Anything but this exception, and the framework would never call the hook again.
      throw new WeavingException(woven.getClassName() + " cannot be woven now", e);
    }
  }

  private ComponentMethods methodsOf(BundleWiring wiring, ClassLoader loader) {
    ComponentMethods methods = components.get(wiring);
    if (methods == null) {
      methods = ComponentMethods.of(wiring.getBundle(), loader);
      components.put(wiring, methods);
    }
    return methods;
  }

  /** Whether an earlier class has brought the import: one is enough for the bundle. */
  private static boolean isImporting(BundleWiring wiring) {
    List<BundleRequirement> imports = wiring.getRequirements(PackageNamespace.PACKAGE_NAMESPACE);
    return imports != null
        && imports.stream()
            .map(one -> one.getDirectives().get(Constants.FILTER_DIRECTIVE))
            .anyMatch(filter -> filter != null && filter.contains("=" + PACKAGE + ")"));
  }

  private void unwoven(Bundle bundle, String type, UnweavableException reason) {
    GuardedGeneration ward = wards.of(bundle);
    if (ward != null) {
      ward.unwoven();
    }
    String name = bundle.getSymbolicName() + " " + bundle.getVersion() + " " + type;
    if (told.size() < MAX_TOLD && told.add(name)) {
      log.warn(
          "class {} of {} {} is loaded unwoven, so its code cannot be ended: {}",
          type,
          bundle.getSymbolicName(),
          bundle.getVersion(),
          reason.getMessage());
    }
  }
}
