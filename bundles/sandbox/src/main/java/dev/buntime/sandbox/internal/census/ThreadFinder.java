package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds platform threads: of a class of the app, with its context class loader or exception
 * handler, running a task of the app or something that its code has called.
 *
 * <p>Where two generations of an app run the same class, a frame on a stack is taken for that of
 * the generation whose context class loader the thread has.
 */
final class ThreadFinder implements HolderFinder {

  @Override
  public String places() {
    return "threads";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    List<String> found = new ArrayList<>();
    LoadedClasses classes = new LoadedClasses(loader);
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      String tie = tie(loader, classes, each.getKey(), each.getValue());
      if (tie != null) {
        found.add(kind(each.getKey()) + " '" + each.getKey().getName() + "' (" + tie + ")");
      }
    }
    return found;
  }

  private static @Nullable String tie(
      ClassLoader loader, LoadedClasses classes, Thread thread, StackTraceElement[] stack)
      throws ReflectiveOperationException {
    if (Origin.isOf(loader, thread)) {
      return "of " + thread.getClass().getName();
    }
    if (Origin.isAppLoader(thread.getClass().getClassLoader())) {
      return null; // another app's, which may have overridden what is asked below
    }
    String frame = frame(classes, thread.getContextClassLoader(), stack, loader);
    if (frame != null) {
      return "in " + frame;
    }
    if (Origin.isOf(loader, thread.getContextClassLoader())) {
      return "by its context class loader";
    }
    if (Origin.isOf(loader, thread.getUncaughtExceptionHandler())) {
      return "by its handler of uncaught exceptions";
    }
    Object task = classes.isReadable() ? taskOf(thread) : null;
    return Origin.isOf(loader, task) && task != null ? "runs " + Origin.nameOf(task) : null;
  }

  private static @Nullable String frame(
      LoadedClasses classes,
      @Nullable ClassLoader context,
      StackTraceElement[] stack,
      ClassLoader loader) {
    if (!Origin.isOf(loader, context) && Origin.isAppLoader(context)) {
      return null;
    }
    for (StackTraceElement frame : stack) {
      if (classes.contains(frame.getClassName())) {
        return frame.getClassName() + "." + frame.getMethodName();
      }
    }
    return null;
  }

  private static @Nullable Object taskOf(Thread thread) throws ReflectiveOperationException {
    Object holder = Opened.value(thread, Thread.class, "holder");
    return holder == null ? null : Opened.value(holder, holder.getClass(), "task");
  }

  private static String kind(Thread thread) {
    return thread.getClass().getName().equals("java.util.TimerThread") ? "timer" : "thread";
  }
}
