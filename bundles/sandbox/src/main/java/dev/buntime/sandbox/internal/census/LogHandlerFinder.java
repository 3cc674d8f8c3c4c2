package dev.buntime.sandbox.internal.census;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds handlers, filters and levels of the app at loggers of {@code java.util.logging}. */
final class LogHandlerFinder implements HolderFinder {

  @Override
  public String places() {
    return "loggers";
  }

  @Override
  public List<String> find(ClassLoader loader) {
    LogManager manager = LogManager.getLogManager();
    List<String> found = new ArrayList<>();
    for (String name : Collections.list(manager.getLoggerNames())) {
      Logger logger = manager.getLogger(name);
      if (logger == null) {
        continue; // collected meanwhile
      }
      if (Origin.isOf(loader, logger)) {
        add(loader, "logger", logger, name, found);
      } else if (!Origin.isAppLoader(logger.getClass().getClassLoader())) {
        addParts(loader, logger, name, found);
      }
    }
    return found;
  }

  private static void addParts(ClassLoader loader, Logger logger, String name, List<String> found) {
    for (Handler handler : logger.getHandlers()) {
      add(loader, "log handler", handler, name, found);
    }
    add(loader, "log filter", logger.getFilter(), name, found);
    add(loader, "log level", logger.getLevel(), name, found);
  }

  private static void add(
      ClassLoader loader, String kind, @Nullable Object part, String name, List<String> found) {
    if (part != null && Origin.isOf(loader, part)) {
      found.add(kind + " " + part.getClass().getName() + " of logger '" + name + "'");
    }
  }
}
