package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Finds appenders, turbo filters and listeners of the app at Logback, which only the launcher
 * knows: it is asked by the names of its public methods.
 */
final class LogbackFinder implements HolderFinder {
  private static final String CONTEXT = "ch.qos.logback.classic.LoggerContext";

  @Override
  public String places() {
    return "appenders and listeners of Logback";
  }

  @Override
  public List<String> find(ClassLoader loader) throws ReflectiveOperationException {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    List<String> found = new ArrayList<>();
    if (factory.getClass().getName().equals(CONTEXT)) {
      add(loader, factory, "getTurboFilterList", "turbo filter", found);
      add(loader, factory, "getCopyOfListenerList", "listener", found);
      for (Object logger : (Iterable<?>) call(factory, "getLoggerList")) {
        Iterator<?> appenders = (Iterator<?>) call(logger, "iteratorForAppenders");
        appenders.forEachRemaining(appender -> add(loader, "appender", appender, found));
      }
    }
    return found;
  }

  private static void add(
      ClassLoader loader, Object owner, String list, String kind, List<String> found)
      throws ReflectiveOperationException {
    for (Object each : (Iterable<?>) call(owner, list)) {
      add(loader, kind, each, found);
    }
  }

  private static void add(ClassLoader loader, String kind, Object object, List<String> found) {
    if (Origin.isOf(loader, object)) {
      found.add(kind + " " + object.getClass().getName() + " of Logback");
    }
  }

  private static Object call(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }
}
