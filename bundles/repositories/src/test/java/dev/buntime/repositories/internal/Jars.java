package dev.buntime.repositories.internal;

import dev.buntime.testing.TestJar;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Bundles that export and import, and an index of one. */
final class Jars {
  private Jars() {}

  /** A bundle with one package of its own version. */
  static TestJar exporter(String name, String version, String exported) {
    return TestJar.bundle(name, version)
        .header("Export-Package", exported + ";version=\"" + version + "\"")
        .entry(exported.replace('.', '/') + "/x", "");
  }

  /** A bundle that needs packages. */
  static TestJar importer(String name, String imports) {
    return TestJar.bundle(name, "1.0.0").header("Import-Package", imports);
  }

  /** An index with the bundle lib 1.2.0, which exports org.lib and imports x. */
  static String index(String url, byte[] content) {
    return """
    <?xml version='1.0' encoding='utf-8'?>
    <repository increment='1' name='test' xmlns='http://www.osgi.org/xmlns/repository/v1.0.0'>
      <resource>
        <capability namespace='osgi.identity'>
          <attribute name='osgi.identity' value='lib'/>
          <attribute name='type' value='osgi.bundle'/>
          <attribute name='version' type='Version' value='1.2.0'/>
        </capability>
        <capability namespace='osgi.content'>
          <attribute name='osgi.content' value='%s'/>
          <attribute name='url' value='%s'/>
          <attribute name='size' type='Long' value='%d'/>
          <attribute name='mime' value='application/vnd.osgi.bundle'/>
        </capability>
        <capability namespace='osgi.wiring.package'>
          <attribute name='osgi.wiring.package' value='org.lib'/>
          <attribute name='version' type='Version' value='1.2.0'/>
        </capability>
        <requirement namespace='osgi.wiring.package'>
          <directive name='filter' value='(osgi.wiring.package=x)'/>
        </requirement>
      </resource>
    </repository>
    """
        .formatted(checksum("SHA-256", content), url, content.length);
  }

  /** A checksum in lower-case hex. */
  static String checksum(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
