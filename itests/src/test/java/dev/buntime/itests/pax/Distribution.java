package dev.buntime.itests.pax;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;

import dev.buntime.itests.FreePort;
import dev.buntime.itests.QuickPassword;
import dev.buntime.testing.TestJar;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Constants;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** The bundles and the framework settings of the packed distribution, as the launcher has them. */
final class Distribution {
  static final String PASSWORD = "correct horse battery";

  private static final Path HOME = Path.of(System.getProperty("buntime.dist"));
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final String OLD_SLF4J = "1.7.36";

  private Distribution() {}

  /** A framework with all bundles, fresh folders and a free port. */
  static Option[] options() throws IOException {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    return new Option[] {
      systemTimeout(START_TIMEOUT.toMillis()),
      junitBundles(),
      exportedByTests(),
      exportedByLauncher(),
      settings(),
      bundles()
    };
  }

  private static Option bundles() throws IOException {
    try (Stream<Path> jars = Files.list(HOME.resolve("bundles"))) {
      return composite(jars.sorted().map(Distribution::install).toArray(Option[]::new));
    }
  }

  private static Option install(Path jar) {
    return bundle("reference:" + jar.toUri()).startLevel(levelOf(symbolicName(jar)));
  }

  private static int levelOf(String name) {
    return switch (name) {
      case "org.apache.felix.log" -> 1;
      case "dev.buntime.sandbox" -> 2;
      case "org.apache.felix.configadmin" -> 3;
      case "org.apache.felix.http.jetty12" -> 5;
      default -> name.startsWith("dev.buntime.") ? 4 : 2;
    };
  }

  private static String symbolicName(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Option settings() throws IOException {
    Properties all = new Properties();
    try (Reader reader = Files.newBufferedReader(HOME.resolve("config/framework.properties"))) {
      all.load(reader);
    }
    Path work = Files.createTempDirectory(Files.createDirectories(Path.of("target/pax")), "run");
    Path data = Files.createDirectory(work.toAbsolutePath().resolve("data"));
    Path apps = Files.createDirectory(work.toAbsolutePath().resolve("apps"));
    Path plugins = Files.createDirectory(work.toAbsolutePath().resolve("plugins"));
    QuickPassword.ensure(data, PASSWORD);
    all.setProperty("felix.log.level", "1");
    all.setProperty("org.osgi.service.log.admin.loglevel", "WARN");
    all.setProperty("org.osgi.service.http.port", Integer.toString(FreePort.find()));
    all.setProperty("org.apache.felix.http.host", "127.0.0.1");
    all.setProperty("felix.cm.dir", data.resolve("configurations").toString());
    all.setProperty("buntime.home", HOME.toAbsolutePath().normalize().toString());
    all.setProperty("buntime.apps", apps.toString());
    all.setProperty("buntime.plugins", plugins.toString());
    all.setProperty("buntime.config", HOME.resolve("config").toString());
    all.setProperty("buntime.data", data.toString());
    all.setProperty("buntime.version", "test");
    return composite(
        all.stringPropertyNames().stream()
            .map(name -> frameworkProperty(name).value(all.getProperty(name)))
            .toArray(Option[]::new));
  }

  private static Option exportedByLauncher() {
    String slf4j = LoggerFactory.class.getPackage().getImplementationVersion();
    return systemPackages(
        "org.slf4j;version=" + OLD_SLF4J,
        "org.slf4j;version=" + slf4j,
        "org.slf4j.event;version=" + slf4j,
        "org.slf4j.helpers;version=" + OLD_SLF4J,
        "org.slf4j.helpers;version=" + slf4j,
        "org.slf4j.spi;version=" + OLD_SLF4J,
        "org.slf4j.spi;version=" + slf4j,
        "org.osgi.service.log;version=1.5",
        "org.osgi.service.log.admin;version=1.0",
        "dev.buntime.log;version=1.1.0");
  }

  /** Pax Exam brings JUnit as a bundle; the other libraries of the tests come from outside. */
  private static Option exportedByTests() throws IOException {
    return composite(
        exports(Assertions.class, "org/assertj/"),
        exports(Awaitility.class, "org/awaitility/"),
        exports(TestJar.class, "dev/buntime/testing/"));
  }

  private static Option exports(Class<?> type, String root) throws IOException {
    URL location = type.getProtectionDomain().getCodeSource().getLocation();
    try (JarFile jar = new JarFile(location.getPath())) {
      return systemPackages(
          jar.stream()
              .map(entry -> entry.getName())
              .filter(name -> name.startsWith(root) && name.endsWith(".class"))
              .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
              .distinct()
              .toArray(String[]::new));
    }
  }
}
