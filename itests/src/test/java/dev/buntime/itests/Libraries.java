package dev.buntime.itests;

import dev.buntime.itests.app.LibraryServlet;
import dev.buntime.itests.lib.Library;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Apps with {@code autoInstall}, and the libraries that they need. */
final class Libraries {
  static final String PACKAGE = Library.class.getPackageName();

  private Libraries() {}

  /** A library; all have the same package. */
  static TestJar library(String name, String version) {
    return TestJar.bundle(name, version)
        .header("Export-Package", PACKAGE + ";version=\"" + version + "\"")
        .header("Import-Package", "org.osgi.framework")
        .type(Library.class);
  }

  /**
   * An app that needs the library.
   *
   * @param range versions of the package
   * @param settings more keys of {@code worker.jsonc}, each with a comma before it
   */
  static TestBundle app(String name, String range, String settings) {
    return new TestBundle(name, "1.0.0")
        .header(
            "Import-Package",
            "jakarta.servlet,jakarta.servlet.http," + PACKAGE + ";version=\"" + range + "\"")
        .type(LibraryServlet.class)
        .file(
            "worker.jsonc",
            "{ \"entrypoint\": \"%s\", \"autoInstall\": true%s }"
                .formatted(LibraryServlet.class.getName(), settings));
  }

  /** An index of the bundles {@code name-version.jar} in a folder, with the package of each. */
  static String index(Path folder, String name) throws IOException {
    StringBuilder resources = new StringBuilder();
    try (var jars = Files.newDirectoryStream(folder, name + "-*.jar")) {
      for (Path jar : jars) {
        String file = jar.getFileName().toString();
        String version = file.substring(name.length() + 1, file.length() - ".jar".length());
        resources.append(
            """
            <resource>
              <capability namespace='osgi.identity'>
                <attribute name='osgi.identity' value='%s'/>
                <attribute name='type' value='osgi.bundle'/>
                <attribute name='version' type='Version' value='%s'/>
              </capability>
              <capability namespace='osgi.content'>
                <attribute name='osgi.content' value='%s'/>
                <attribute name='url' value='%s'/>
              </capability>
              <capability namespace='osgi.wiring.package'>
                <attribute name='osgi.wiring.package' value='%s'/>
                <attribute name='version' type='Version' value='%s'/>
              </capability>
            </resource>
            """
                .formatted(name, version, checksum("SHA-256", jar), file, PACKAGE, version));
      }
    }
    return "<repository xmlns='http://www.osgi.org/xmlns/repository/v1.0.0'>%s</repository>"
        .formatted(resources);
  }

  /** Puts a library into a Maven repository. */
  static void release(Path repository, String group, String name, String version)
      throws IOException {
    Path folder = repository.resolve(group.replace('.', '/')).resolve(name).resolve(version);
    Files.createDirectories(folder);
    Path jar = library(name, version).in(folder, name + "-" + version + ".jar");
    Files.writeString(folder.resolve(jar.getFileName() + ".sha1"), checksum("SHA-1", jar));
  }

  private static String checksum(String algorithm, Path file) throws IOException {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(algorithm).digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
