package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A servlet context that tells the app's own path instead of the inner one.
 *
 * <p>A dynamic proxy, so that it passes on whatever the servlet API of the platform has.
 */
final class ConfinedContext {
  private ConfinedContext() {}

  static ServletContext of(ServletContext context, String appPath) {
    return (ServletContext)
        Proxy.newProxyInstance(
            ConfinedContext.class.getClassLoader(),
            new Class<?>[] {ServletContext.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getContextPath")) {
                return appPath;
              }
              try {
                return method.invoke(context, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
