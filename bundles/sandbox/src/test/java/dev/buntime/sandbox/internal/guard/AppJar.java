package dev.buntime.sandbox.internal.guard;

import dev.buntime.testing.TestJar;

/** Makes bundles that import what the apps of these tests use. */
final class AppJar {
  private AppJar() {}

  /** A bundle with classes, those nested in them included. */
  static TestJar of(Class<?>... types) {
    TestJar jar =
        TestJar.bundle("app", "1.0.0")
            .header(
                "Import-Package",
                "javax.management,org.osgi.framework,org.osgi.framework.wiring,"
                    + "org.osgi.framework.startlevel,org.osgi.framework.hooks.weaving,"
                    + "org.osgi.util.tracker");
    for (Class<?> type : types) {
      jar.type(type);
    }
    return jar;
  }

  /** A bundle that has another jar inside, on its class path, and nothing else. */
  static TestJar around(byte[] inner) {
    return of().header("Bundle-ClassPath", ".,lib/inner.jar").entry("lib/inner.jar", inner);
  }
}
