package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.EventListener;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener of an app, which hears of requests and servlet contexts as the client knows them.
 *
 * <p>Behind a dynamic proxy, because one object may be a listener of several kinds.
 *
 * @param listener the app's object
 * @param paths where the app is, inside and outside
 * @param calls how it is told; session events come on threads of the platform when a session ends
 *     by itself, and nobody waits for those
 */
record ConfinedListener(EventListener listener, AppPaths paths, AppCalls calls)
    implements InvocationHandler {
  private static final Logger log = LoggerFactory.getLogger(ConfinedListener.class);

  private static final List<Class<?>> KINDS =
      List.of(
          ServletContextListener.class,
          ServletContextAttributeListener.class,
          ServletRequestListener.class,
          ServletRequestAttributeListener.class,
          HttpSessionListener.class,
          HttpSessionAttributeListener.class,
          HttpSessionIdListener.class);

  /** The confined form; an object that is no listener of the servlet API stays as it is. */
  static Object of(EventListener listener, AppPaths paths, AppCalls calls) {
    Class<?>[] kinds =
        KINDS.stream().filter(kind -> kind.isInstance(listener)).toArray(Class<?>[]::new);
    return kinds.length == 0
        ? listener
        : Proxy.newProxyInstance(
            ServletContextListener.class.getClassLoader(),
            kinds,
            new ConfinedListener(listener, paths, calls));
  }

  /** The app's own object. */
  static Object delegateOf(Object faced) {
    return Proxy.isProxyClass(faced.getClass())
            && Proxy.getInvocationHandler(faced) instanceof ConfinedListener confined
        ? confined.listener
        : faced;
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (method.getName().equals("equals") && arguments != null) {
      return arguments[0] != null
          && Proxy.isProxyClass(arguments[0].getClass())
          && equals(Proxy.getInvocationHandler(arguments[0]));
    }
    if (arguments == null || arguments.length == 0 || method.getDeclaringClass() == Object.class) {
      return told(method, arguments);
    }
    arguments[0] = confined(arguments[0]);
    if (arguments[0] instanceof HttpSessionEvent) {
      calls.post(() -> tellAndLog(method, arguments));
      return null;
    }
    return calls.call(() -> told(method, arguments));
  }

  private @Nullable Object told(Method method, Object @Nullable [] arguments) throws Exception {
    try {
      return method.invoke(listener, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private void tellAndLog(Method method, Object[] arguments) {
    try {
      var _ = told(method, arguments);
    } catch (Exception e) { // whoever caused the event waits for nothing
      log.warn("{} of {} failed", method.getName(), listener.getClass().getName(), e);
    }
  }

  private Object confined(Object event) {
    return switch (event) {
      case ServletContextAttributeEvent attribute ->
          new ServletContextAttributeEvent(
              ConfinedContext.of(attribute.getServletContext(), paths),
              attribute.getName(),
              attribute.getValue());
      case ServletContextEvent context ->
          new ServletContextEvent(ConfinedContext.of(context.getServletContext(), paths));
      case ServletRequestAttributeEvent attribute ->
          new ServletRequestAttributeEvent(
              ConfinedContext.of(attribute.getServletContext(), paths),
              ConfinedRequest.of(attribute.getServletRequest(), paths),
              attribute.getName(),
              attribute.getValue());
      case ServletRequestEvent request ->
          new ServletRequestEvent(
              ConfinedContext.of(request.getServletContext(), paths),
              ConfinedRequest.of(request.getServletRequest(), paths));
      default -> event;
    };
  }
}
