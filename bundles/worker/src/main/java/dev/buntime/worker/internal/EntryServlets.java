package dev.buntime.worker.internal;

import jakarta.servlet.Servlet;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** Puts the servlet that {@code worker.jsonc} asks for on the whiteboard, for all paths. */
final class EntryServlets {
  private EntryServlets() {}

  /** A servlet of the app by its class name. */
  static void ofClass(Bundle bundle, String className) {
    Class<?> type;
    try {
      type = bundle.loadClass(className);
    } catch (ClassNotFoundException e) {
      throw new StartFailure(
          "worker.jsonc: entrypoint '" + className + "' is not a class of the bundle", e);
    }
    if (!Servlet.class.isAssignableFrom(type)) {
      throw new StartFailure(
          "worker.jsonc: entrypoint '" + className + "' is not a jakarta.servlet.Servlet");
    }
    register(bundle, make(type.asSubclass(Servlet.class)));
  }

  private static Servlet make(Class<? extends Servlet> type) {
    try {
      return type.getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new StartFailure(
          "worker.jsonc: entrypoint '" + type.getName() + "' failed when made: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new StartFailure(
          "worker.jsonc: entrypoint '"
              + type.getName()
              + "' must be a public class with a public constructor without parameters",
          e);
    }
  }

  /** The files of the app around a page. */
  static void ofPage(Bundle bundle, String page) {
    register(bundle, new StaticServlet(bundle, page));
  }

  private static void register(Bundle bundle, Servlet servlet) {
    bundle
        .getBundleContext()
        .registerService(
            Servlet.class,
            servlet,
            FrameworkUtil.asDictionary(
                Map.of(
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN,
                    "/*",
                    HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_ASYNC_SUPPORTED,
                    true)));
  }
}
