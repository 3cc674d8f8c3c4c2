package dev.buntime.worker.internal;

import jakarta.servlet.Servlet;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;

/** Puts the servlet that {@code worker.jsonc} asks for on the whiteboard, for all paths. */
final class EntryServlets {
  private EntryServlets() {}

  /** A servlet of the app by its class name. */
  static void ofClass(Bundle bundle, String className) {
    register(bundle, AppClasses.make(bundle, className, Servlet.class, "worker.jsonc: entrypoint"));
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
