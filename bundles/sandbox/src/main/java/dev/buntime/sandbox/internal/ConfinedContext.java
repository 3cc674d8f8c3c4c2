package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContext;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * A servlet context that tells the app's own path instead of the inner one.
 *
 * <p>Behind a dynamic proxy, so that it passes on whatever the servlet API of the platform has. Two
 * are equal if they stand for the same context: apps put contexts into maps.
 *
 * @param context the context of Felix HTTP
 * @param paths where the app is, inside and outside
 */
record ConfinedContext(ServletContext context, AppPaths paths) implements InvocationHandler {

  static ServletContext of(ServletContext context, AppPaths paths) {
    return (ServletContext)
        Proxy.newProxyInstance(
            ServletContext.class.getClassLoader(), // sees all types that the interface names
            new Class<?>[] {ServletContext.class},
            new ConfinedContext(context, paths));
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("getContextPath")) {
      return paths.outerOf(context.getContextPath());
    }
    if (method.getName().equals("equals") && arguments != null) {
      return arguments[0] != null
          && Proxy.isProxyClass(arguments[0].getClass())
          && Proxy.getInvocationHandler(arguments[0]) instanceof ConfinedContext other
          && context.equals(other.context);
    }
    try {
      return method.invoke(context, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
