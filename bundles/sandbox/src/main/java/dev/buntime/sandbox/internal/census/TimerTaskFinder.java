package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds tasks of the app that wait in a {@code java.util.Timer}, whosever it is. */
final class TimerTaskFinder implements HolderFinder {
  private static final String TIMER = "java.util.TimerThread";

  @Override
  public String places() {
    return "tasks of timers";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    List<String> found = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getClass().getName().equals(TIMER)) {
        for (Object task : tasks(thread)) {
          if (task != null && Origin.isOf(loader, task)) {
            found.add("task " + Origin.nameOf(task) + " of timer '" + thread.getName() + "'");
          }
        }
      }
    }
    return found;
  }

  private static @Nullable Object[] tasks(Thread timer) throws ReflectiveOperationException {
    Object queue = Opened.value(timer, timer.getClass(), "queue");
    return queue != null && Opened.value(queue, queue.getClass(), "queue") instanceof Object[] tasks
        ? tasks.clone()
        : new Object[0];
  }
}
