package dev.buntime.itests.hostile;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.HostileServlet;
import dev.buntime.testing.NoDriver;
import java.io.IOException;

/** Makes bundles of apps that do harm; limits are short only where a test is about them. */
final class HostileBundle {
  /** A second for a request, for tests of what happens when it is over. */
  static final String SHORT_TIMEOUT = "\"timeout\": 1";

  private HostileBundle() {}

  /** An app that is a servlet. */
  static TestBundle of(String name, Class<? extends HostileServlet> servlet) throws IOException {
    return of(name, servlet, "\"timeout\": 30");
  }

  /** An app that is a servlet, with settings of its own. */
  static TestBundle of(String name, Class<? extends HostileServlet> servlet, String settings)
      throws IOException {
    return new TestBundle(name, "1.0.0")
        .type(HostileServlet.class)
        .type(servlet)
        .type(NoDriver.class) // which one of them leaves behind
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \""
                + servlet.getName()
                + "\", \"startTimeout\": 20, \"drainTimeout\": 1, "
                + settings
                + " }");
  }

  /**
   * An app with an activator that has something to show, if it ever starts.
   *
   * @param startTimeout in seconds
   */
  static TestBundle ofActivator(String name, Class<?> activator, int startTimeout)
      throws IOException {
    return new TestBundle(name, "1.0.0")
        .type(activator)
        .header("Bundle-Activator", activator.getName())
        .file("index.html", "<p>started</p>")
        .file(
            "worker.jsonc",
            "{ \"startTimeout\": " + startTimeout + ", \"drainTimeout\": 1, \"timeout\": 30 }");
  }
}
