package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds threads that wait for the JVM to end. */
final class ShutdownHookFinder implements HolderFinder {

  @Override
  public String places() {
    return "shutdown hooks";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> owner = Class.forName("java.lang.ApplicationShutdownHooks");
    List<String> found = new ArrayList<>();
    if (Opened.constant(owner, "hooks") instanceof Map<?, ?> hooks) {
      for (Object hook : hooks.keySet().toArray()) {
        if (hook instanceof Thread thread && isHeld(loader, thread)) {
          found.add("shutdown hook '" + thread.getName() + "'");
        }
      }
    }
    return found;
  }

  private static boolean isHeld(ClassLoader loader, Thread hook)
      throws ReflectiveOperationException {
    Object holder = Opened.value(hook, Thread.class, "holder");
    return Origin.isOf(loader, hook)
        || Origin.isOf(loader, Opened.value(hook, Thread.class, "contextClassLoader"))
        || (holder != null && Origin.isOf(loader, Opened.value(holder, holder.getClass(), "task")));
  }
}
