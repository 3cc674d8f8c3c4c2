package dev.buntime.sandbox.internal;

import java.util.Set;

/**
 * The types of services that the framework itself calls, for all bundles and even for the whole
 * JVM, whoever registers them. No wall hides a service from the framework, so an app must not have
 * any of them.
 */
public final class GlobalServices {
  private static final String HOOKS = "org.osgi.framework.hooks.";
  private static final Set<String> URL_HANDLERS =
      Set.of("org.osgi.service.url.URLStreamHandlerService", "java.net.ContentHandler");

  private GlobalServices() {}

  /** Whether services of a type are called by the framework. */
  public static boolean contains(String type) {
    return type.startsWith(HOOKS) || URL_HANDLERS.contains(type);
  }
}
