package dev.buntime.itests.hostile;

import dev.buntime.itests.TestBundle;
import dev.buntime.itests.hostile.app.HostileServlet;
import dev.buntime.testing.NoDriver;
import java.io.IOException;

/** Makes bundles of apps that do harm, with short limits. */
final class HostileBundle {
  private HostileBundle() {}

  /** An app that is a servlet. */
  static TestBundle of(String name, Class<? extends HostileServlet> servlet) throws IOException {
    return of(name, servlet, "\"timeout\": 1");
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
                + "\", \"startTimeout\": 1, \"drainTimeout\": 1, "
                + settings
                + " }");
  }

  /** An app with an activator that has something to show, if it ever starts. */
  static TestBundle ofActivator(String name, Class<?> activator) throws IOException {
    return new TestBundle(name, "1.0.0")
        .type(activator)
        .header("Bundle-Activator", activator.getName())
        .file("index.html", "<p>started</p>")
        .file("worker.jsonc", "{ \"startTimeout\": 1, \"drainTimeout\": 1, \"timeout\": 1 }");
  }
}
