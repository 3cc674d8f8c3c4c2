package dev.buntime.itests;

import dev.buntime.itests.app.GenerationServlet;
import dev.buntime.itests.hostile.app.CrashingActivator;
import dev.buntime.testing.TestJar;
import java.nio.file.Path;

/** Builds small bundles from classes of the tests. */
public final class TestBundle {
  private final TestJar jar;

  public TestBundle(String symbolicName, String version) {
    jar =
        TestJar.bundle(symbolicName, version)
            .header(
                "Import-Package",
                "jakarta.servlet,jakarta.servlet.http,org.osgi.framework,"
                    + "org.osgi.service.servlet.context,org.osgi.service.servlet.whiteboard");
  }

  public TestBundle header(String name, String value) {
    jar.header(name, value);
    return this;
  }

  public TestBundle file(String path, String content) {
    jar.entry(path, content);
    return this;
  }

  /** With a class and all that are nested in it. */
  public TestBundle type(Class<?> type) {
    jar.type(type);
    return this;
  }

  /** A bundle whose entry point is a servlet class. */
  public static TestBundle ofServlet(String name, String version, Class<?> servlet) {
    return new TestBundle(name, version)
        .type(servlet)
        .file("worker.jsonc", "{ \"entrypoint\": \"" + servlet.getName() + "\" }");
  }

  /**
   * One generation of an app that is replaced.
   *
   * @param description by which the app tells it from the others
   * @param settings more keys of {@code worker.jsonc}, each with a comma before it
   */
  public static TestBundle generation(
      String name, String version, String description, String settings) {
    return ofServlet(name, version, GenerationServlet.class)
        .header("Bundle-Description", description)
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"" + GenerationServlet.class.getName() + "\"" + settings + " }");
  }

  /** Has the bundle not start. */
  public TestBundle crashing() {
    return type(CrashingActivator.class)
        .header("Bundle-Activator", CrashingActivator.class.getName());
  }

  /** Writes the bundle beside the target and renames it, as a careful deployer does. */
  public Path writeTo(Path folder, String fileName) {
    return jar.in(folder, fileName);
  }

  public byte[] toBytes() {
    return jar.bytes();
  }
}
