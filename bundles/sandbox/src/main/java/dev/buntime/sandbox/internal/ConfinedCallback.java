package dev.buntime.sandbox.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ManagedService;
import org.osgi.service.cm.ManagedServiceFactory;
import org.osgi.service.event.EventHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Configuration Admin and Event Admin call in place of an app's own object.
 *
 * <p>Nobody waits for the app to take a configuration; it gets one after the other. Who sends an
 * event may rely on it that the handlers have had it, so that is waited for; Event Admin gives up
 * on handlers that take too long. Behind a dynamic proxy, because one object may be several things.
 *
 * @param service the app's own
 * @param object its object, got on the app's thread
 * @param calls how the app is called
 * @param queue what it is told without being waited for
 */
record ConfinedCallback(
    ServiceReference<?> service, Borrowed object, AppCalls calls, AppQueue queue)
    implements InvocationHandler {
  private static final Logger log = LoggerFactory.getLogger(ConfinedCallback.class);

  /** The services of an app that are for the platform to call, by name. */
  static final Map<String, Class<?>> KINDS =
      Stream.of(ManagedService.class, ManagedServiceFactory.class, EventHandler.class)
          .collect(Collectors.toUnmodifiableMap(Class::getName, kind -> kind));

  /** The face of those kinds. */
  Object faced(List<String> kinds) {
    return Proxy.newProxyInstance(
        ConfinedCallback.class.getClassLoader(),
        kinds.stream().map(KINDS::get).toArray(Class<?>[]::new),
        this);
  }

  /** Takes the app's object from a face; on the app's threads, after what was told before. */
  static void giveBack(Object faced) {
    if (Proxy.isProxyClass(faced.getClass())
        && Proxy.getInvocationHandler(faced) instanceof ConfinedCallback callback) {
      callback.queue.add(callback::giveBack);
    }
  }

  private void giveBack() {
    try {
      object.giveBack();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the worker ends, and all of it is given back
    }
  }

  @Override
  public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
      throws Throwable {
    return switch (method.getName()) {
      case "equals" -> arguments != null && isFaceOf(arguments[0]);
      case "hashCode" -> hashCode();
      case "toString" -> "face of " + service;
      case "updated", "deleted" -> {
        queue.add(() -> tell(method, arguments));
        yield null;
      }
      default -> ask(method, arguments);
    };
  }

  private boolean isFaceOf(@Nullable Object other) {
    return other != null
        && Proxy.isProxyClass(other.getClass())
        && equals(Proxy.getInvocationHandler(other));
  }

  private void tell(Method method, Object @Nullable [] arguments) {
    try {
      var _ = call(method, arguments);
    } catch (Exception e) { // whoever caused it waits for nothing
      log.warn("{} of {} failed", method.getName(), service, e);
    }
  }

  private @Nullable Object ask(Method method, Object @Nullable [] arguments) throws Exception {
    try {
      return calls.call(() -> call(method, arguments));
    } catch (TimeoutException e) {
      throw new IllegalStateException(method.getName() + " of " + service + " does not return", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          method.getName() + " of " + service + " is not waited for", e);
    }
  }

  private @Nullable Object call(Method method, Object @Nullable [] arguments) throws Exception {
    Object target = object.get();
    if (target == null) {
      return null; // gone meanwhile
    }
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case Exception failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }
}
