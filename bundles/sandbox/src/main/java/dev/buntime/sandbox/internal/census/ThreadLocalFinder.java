package dev.buntime.sandbox.internal.census;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds variables of living platform threads, inherited ones included, whose value is the app's.
 */
final class ThreadLocalFinder implements HolderFinder {
  private static final List<String> MAPS = List.of("threadLocals", "inheritableThreadLocals");

  @Override
  public String places() {
    return "variables of threads";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    List<String> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      for (String map : MAPS) {
        find(loader, thread, Opened.value(thread, Thread.class, map), found);
      }
    }
    return found;
  }

  private static void find(
      ClassLoader loader, Thread thread, @Nullable Object map, List<String> found)
      throws ReflectiveOperationException {
    if (map == null
        || !(Opened.value(map, map.getClass(), "table") instanceof Reference<?>[] table)) {
      return;
    }
    for (Reference<?> entry : table) {
      Object held = entry == null ? null : holds(loader, entry);
      if (held != null) {
        found.add(
            "ThreadLocal of thread '" + thread.getName() + "' (holds " + Origin.nameOf(held) + ")");
      }
    }
  }

  /** The variable itself is held weakly, but its value strongly. */
  private static @Nullable Object holds(ClassLoader loader, Reference<?> entry)
      throws ReflectiveOperationException {
    return Origin.within(loader, Opened.value(entry, entry.getClass(), "value"));
  }
}
