package dev.buntime.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What the build knows and the program has to know too.
 *
 * @param version version of Buntime
 * @param slf4j version of the SLF4J API on the class path
 */
record Build(String version, String slf4j) {

  /** Reads the properties that the build put beside this class. */
  static Build load() {
    var properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("build.properties of the launcher cannot be read", e);
    }
    return new Build(properties.getProperty("version"), properties.getProperty("slf4j"));
  }
}
