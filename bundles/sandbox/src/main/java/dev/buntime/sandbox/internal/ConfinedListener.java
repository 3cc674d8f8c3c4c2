package dev.buntime.sandbox.internal;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRequestAttributeEvent;
import jakarta.servlet.ServletRequestAttributeListener;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
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
 * A listener of an app, which hears of requests, sessions and servlet contexts as it knows them.
 *
 * <p>Behind a dynamic proxy, because one object may be a listener of several kinds. Session events
 * come on threads of the platform when a session ends by itself, and nobody waits for those.
 *
 * @param listener the app's object
 * @param app what it sees, and how it is told
 */
record ConfinedListener(EventListener listener, AppScope app) implements InvocationHandler {
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
  static Object of(EventListener listener, AppScope app) {
    Class<?>[] kinds =
        KINDS.stream().filter(kind -> kind.isInstance(listener)).toArray(Class<?>[]::new);
    return kinds.length == 0
        ? listener
        : Proxy.newProxyInstance(
            ServletContextListener.class.getClassLoader(),
            kinds,
            new ConfinedListener(listener, app));
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
    Object[] confined = arguments.clone();
    confined[0] = confined(arguments[0], method);
    if (confined[0] instanceof HttpSessionEvent) {
      app.calls().post(() -> tellAndLog(method, confined));
      return null;
    }
    return app.calls().call(() -> told(method, confined));
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

  private Object confined(Object event, Method method) {
    return switch (event) {
      case ServletContextAttributeEvent attribute ->
          new ServletContextAttributeEvent(
              confined(attribute.getServletContext()), attribute.getName(), attribute.getValue());
      case ServletContextEvent context ->
          new ServletContextEvent(confined(context.getServletContext()));
      case ServletRequestAttributeEvent attribute ->
          new ServletRequestAttributeEvent(
              confined(attribute.getServletContext()),
              ConfinedRequest.of(attribute.getServletRequest(), app),
              attribute.getName(),
              attribute.getValue());
      case ServletRequestEvent request ->
          new ServletRequestEvent(
              confined(request.getServletContext()),
              ConfinedRequest.of(request.getServletRequest(), app));
      case HttpSessionBindingEvent attribute ->
          new HttpSessionBindingEvent(
              app.sessions().ofEvent(attribute.getSession()),
              attribute.getName(),
              SessionValue.unwrap(attribute.getValue()));
      case HttpSessionEvent session when method.getName().equals("sessionIdChanged") ->
          new HttpSessionEvent(SessionImage.ofAllApps(session.getSession())); // says Felix HTTP
      case HttpSessionEvent session ->
          new HttpSessionEvent(app.sessions().ofEvent(session.getSession()));
      default -> event;
    };
  }

  private ServletContext confined(ServletContext context) {
    return ConfinedContext.of(context, app.paths());
  }
}
