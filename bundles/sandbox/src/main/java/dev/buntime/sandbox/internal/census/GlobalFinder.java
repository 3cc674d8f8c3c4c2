package dev.buntime.sandbox.internal.census;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** Finds what an app has set for the whole JVM. */
final class GlobalFinder implements HolderFinder {

  @Override
  public String places() {
    return "settings of the JVM";
  }

  @Override
  public List<String> find(ClassLoader loader) {
    List<String> found = new ArrayList<>();
    add(loader, "default authenticator", Authenticator.getDefault(), found);
    add(loader, "default cookie handler", CookieHandler.getDefault(), found);
    add(loader, "default proxy selector", ProxySelector.getDefault(), found);
    add(loader, "default response cache", ResponseCache.getDefault(), found);
    add(
        loader,
        "default handler of uncaught exceptions",
        Thread.getDefaultUncaughtExceptionHandler(),
        found);
    for (Object provider : Security.getProviders()) {
      add(loader, "security provider", provider, found);
    }
    Properties system = System.getProperties();
    add(loader, "system properties", system, found);
    for (Map.Entry<Object, Object> property : system.entrySet()) {
      add(loader, "system property", property.getKey(), found);
      add(loader, "system property", property.getValue(), found);
    }
    return found;
  }

  private static void add(
      ClassLoader loader, String kind, @Nullable Object object, List<String> found) {
    if (object != null && Origin.isOf(loader, object)) {
      found.add(kind + " " + Origin.nameOf(object));
    }
  }
}
