package dev.buntime.itests.hostile.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** Tries to end what is not its own. */
public final class Exiting extends HostileServlet {
  private static final long serialVersionUID = 1L;

  @Override
  void harm(String kind, HttpServletRequest request, HttpServletResponse response)
      throws Exception {
    switch (kind) {
      case "/exit" -> System.exit(7);
      case "/halt" -> Runtime.getRuntime().halt(7);
      case "/bundles" -> response.getWriter().print("ended " + endAllBundles());
      default -> throw new IllegalArgumentException(kind);
    }
  }

  /** Those that it finds, and the framework and the bundle of the servlet API by other ways. */
  private static int endAllBundles() {
    Bundle own = FrameworkUtil.getBundle(Exiting.class);
    int ended = 0;
    for (Bundle bundle : own.getBundleContext().getBundles()) {
      ended += bundle.equals(own) ? 0 : end(bundle);
    }
    ended += end(FrameworkUtil.getBundle(HttpServletRequest.class));
    for (long id = 0; id < 200; id++) {
      Bundle bundle = own.getBundleContext().getBundle(id);
      ended += bundle == null || bundle.equals(own) ? 0 : end(bundle);
    }
    return ended;
  }

  private static int end(Bundle bundle) {
    int ended = 0;
    try {
      bundle.stop();
      ended++;
    } catch (BundleException | RuntimeException _) {
      // Not allowed: on to the next.
    }
    try {
      bundle.uninstall();
      ended++;
    } catch (BundleException | RuntimeException _) {
      // Not allowed: on to the next.
    }
    return ended;
  }
}
