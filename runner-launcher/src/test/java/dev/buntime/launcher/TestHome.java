package dev.buntime.launcher;

import dev.buntime.launcher.fixture.RecordingActivator;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A distribution with the real settings and two bundles, one of them named like the runner's. */
final class TestHome {
  private final Path root;

  private TestHome(Path root) {
    this.root = root;
  }

  static TestHome create(Path root) throws IOException {
    for (String folder : new String[] {"apps-repo", "bundles", "config", "plugins"}) {
      Files.createDirectories(root.resolve(folder));
    }
    Path config = Path.of(System.getProperty("buntime.config.source"));
    for (String file : new String[] {"framework.properties", "logback.xml"}) {
      Files.copy(config.resolve(file), root.resolve("config").resolve(file));
    }
    var home = new TestHome(root);
    home.addBundle("dev.buntime.fixture", "org.osgi.framework");
    home.addBundle("org.example.other", "org.osgi.framework");
    return home;
  }

  Path root() {
    return root;
  }

  Path data() {
    return root.resolve("data");
  }

  /** Puts a bundle that records its life into the distribution. */
  void addBundle(String name, String imports) throws IOException {
    var manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", name);
    headers.putValue("Bundle-Version", "1.0.0");
    headers.putValue("Bundle-Activator", RecordingActivator.class.getName());
    headers.putValue("Import-Package", imports);
    String entry = RecordingActivator.class.getName().replace('.', '/') + ".class";
    Path jar = root.resolve("bundles").resolve(name + ".jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        InputStream code = RecordingActivator.class.getClassLoader().getResourceAsStream(entry)) {
      out.putNextEntry(new JarEntry(entry));
      code.transferTo(out);
    }
  }
}
