package dev.buntime.config.internal;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A ConfigAdmin that cannot store some of what it is told to. */
final class FullDisk {
  private static final List<String> WRITES = List.of("update", "updateIfDifferent", "delete");

  private final ConfigurationAdmin real;
  private int first = Integer.MAX_VALUE;
  private int last = Integer.MAX_VALUE;
  private int writes;

  FullDisk(ConfigurationAdmin real) {
    this.real = real;
  }

  /** The n-th write from now on fails, and how many there are after it; the rest succeeds. */
  void failAt(int nth, int more) {
    first = writes + nth;
    last = first + more;
  }

  ConfigurationAdmin admin() {
    return proxy(ConfigurationAdmin.class, real);
  }

  private <T> T proxy(Class<T> type, Object target) {
    return type.cast(
        Proxy.newProxyInstance(
            FullDisk.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call(target, method, arguments)));
  }

  private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (WRITES.contains(method.getName())) {
      writes++;
      if (writes >= first && writes <= last) {
        throw new IOException("No space left on device");
      }
    }
    try {
      Object answer = method.invoke(target, arguments);
      return answer instanceof Configuration found ? proxy(Configuration.class, found) : answer;
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
