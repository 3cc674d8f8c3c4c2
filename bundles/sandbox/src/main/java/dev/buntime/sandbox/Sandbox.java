package dev.buntime.sandbox;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * The walls around app bundles.
 *
 * <p>While this service is registered, an app sees no other app (bundles, packages, services), its
 * services are seen by nobody else, and its HTTP whiteboard services reach Felix HTTP only through
 * a {@link Confinement}. Thread-safe.
 */
@ProviderType
public interface Sandbox {

  /**
   * Service property that marks the servlet contexts of one worker; its value is the worker's slot.
   */
  String SLOT_PROPERTY = "dev.buntime.slot";

  /**
   * Service property with the context name that an app knows, for example {@code default}, whatever
   * the name in Felix HTTP is.
   */
  String CONTEXT_PROPERTY = "dev.buntime.context";

  /**
   * Begins to lend the whiteboard services of an app to the servlet contexts of a slot: those that
   * are registered already and those to come.
   *
   * @param bundle the bundle of the app, usually not started yet
   * @param slot the value of {@link #SLOT_PROPERTY}
   * @param contextPath inner path of the slot's default servlet context in Felix HTTP
   * @param appPath what {@code ServletContext.getContextPath()} tells the app
   * @param threads where the app is called, whoever calls it
   * @throws RefusedAppException if a wall could not hold the app: it has declared a service that
   *     the framework itself would call for all bundles, such as a hook
   * @throws IllegalStateException if the bundle is confined already
   */
  Confinement confine(
      Bundle bundle, String slot, String contextPath, String appPath, AppThreads threads)
      throws RefusedAppException;
}
