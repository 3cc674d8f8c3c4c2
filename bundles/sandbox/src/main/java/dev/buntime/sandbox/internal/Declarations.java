package dev.buntime.sandbox.internal;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Which bundles have declared, for an extender to register in their name, a service that is called
 * by the framework itself ({@link GlobalServices}). What is found is kept as long as the wiring of
 * the bundle. Thread-safe.
 */
@Component(service = Declarations.class)
public final class Declarations {
  private static final String NOTHING = "";

  private final Map<BundleWiring, String> known = Collections.synchronizedMap(new WeakHashMap<>());

  /** Made by Declarative Services. */
  @Activate
  public Declarations() {}

  /**
   * What a bundle has declared and must not have.
   *
   * @return what it is, where it stands and what to do, in words; empty if there is nothing, or if
   *     the bundle is not resolved, for then no extender looks at it
   */
  Optional<String> forbiddenIn(Bundle bundle) {
    BundleWiring wiring = bundle.adapt(BundleWiring.class);
    if (wiring == null) {
      return Optional.empty();
    }
    String reason = known.get(wiring);
    if (reason == null) {
      reason = new DeclaredServices(bundle, wiring).firstGlobal().orElse(NOTHING);
      known.put(wiring, reason);
    }
    return reason.equals(NOTHING) ? Optional.empty() : Optional.of(reason);
  }
}
