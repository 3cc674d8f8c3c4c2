package dev.buntime.launcher;

import dev.buntime.credentials.tls.TlsFiles;
import dev.buntime.launcher.log.FileLimits;
import dev.buntime.log.LogLevel;
import dev.buntime.settings.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.osgi.framework.Constants;

/**
 * The properties of the framework: those of {@code framework.properties}, and over them those that
 * follow from the runner's settings.
 */
final class FrameworkSettings {
  /** The level at which the framework arrives before bundles are installed. */
  static final int START_LEVEL = 5;

  /** The property whose value is the framework's own logger. */
  static final String LOGGER = "felix.log.logger";

  /** What bundles that were made for SLF4J 1.7 ask for; version 2 serves them as well. */
  private static final String OLD_SLF4J = "1.7.36";

  /** The version of commons-logging whose classes SLF4J's substitute has. */
  private static final String COMMONS_LOGGING = "1.2";

  private FrameworkSettings() {}

  /**
   * Puts all properties together.
   *
   * @param port the port to listen on, not 0
   * @throws Refusal if {@code framework.properties} cannot be read
   */
  static Map<String, Object> of(Settings settings, int port, DataFolder data, Build build)
      throws Refusal {
    var all = new HashMap<String, Object>(fixed(settings));
    all.put(Constants.FRAMEWORK_STORAGE, data.framework().toString());
    all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    all.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(START_LEVEL));
    all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, exportedByLauncher(build));
    LogLevel libraries = settings.log().level().ofLibraries();
    all.put("felix.log.level", Integer.toString(FelixLog.number(libraries)));
    all.put(LOGGER, new FelixLog(libraries));
    all.put("org.osgi.service.log.admin.loglevel", libraries.name()); // until OsgiLog sets it
    all.put("org.osgi.service.http.port", Integer.toString(port));
    all.put("org.apache.felix.http.host", settings.host());
    http(all, settings, port);
    all.put("felix.cm.dir", data.configurations().toString());
    all.put("buntime.home", settings.home().toString());
    all.put("buntime.apps", settings.apps().toString());
    all.put("buntime.plugins", settings.plugins().toString());
    all.put("buntime.config", settings.config().toString());
    all.put("buntime.data", data.root().toString());
    all.put("buntime.version", build.version());
    FileLimits files = settings.log().files();
    all.put("buntime.fixed." + Key.LOG_FILE_SIZE.path(), Long.toString(files.size()));
    all.put("buntime.fixed." + Key.LOG_FILE_DAYS.path(), Integer.toString(files.days()));
    all.put("buntime.fixed." + Key.LOG_FILE_TOTAL.path(), Long.toString(files.total()));
    settings
        .given()
        .forEach((key, given) -> all.put("buntime.given." + key.path(), given.format()));
    return all;
  }

  /** Felix HTTP's own connector speaks one of both; what is in the files, the pipeline sees to. */
  private static void http(Map<String, Object> all, Settings settings, int port) {
    boolean isSecure = settings.tls().isPresent();
    all.put("org.apache.felix.http.enable", Boolean.toString(!isSecure));
    all.put("org.apache.felix.https.enable", Boolean.toString(isSecure));
    all.put("org.apache.felix.http2.enable", Boolean.toString(isSecure));
    all.put("org.osgi.service.http.port.secure", Integer.toString(port));
    TlsFiles files =
        settings
            .tls()
            .orElse(
                new TlsFiles(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    fix(all, Key.TLS_CERTIFICATE, files.certificate());
    fix(all, Key.TLS_KEY, files.key());
    fix(all, Key.TLS_KEYSTORE, files.keystore());
    fix(all, Key.TLS_PASSWORD_FILE, files.passwordFile());
    settings
        .management()
        .ifPresent(address -> {
          fix(all, Key.MANAGEMENT_HOST, Optional.of(address.host()));
          fix(all, Key.MANAGEMENT_PORT, Optional.of(address.port()));
        });
  }

  private static void fix(Map<String, Object> all, Key key, Optional<?> value) {
    all.put("buntime.fixed." + key.path(), value.map(Object::toString).orElse(""));
  }

  private static Map<String, String> fixed(Settings settings) throws Refusal {
    Path own = settings.config().resolve("framework.properties");
    Path file = Files.exists(own) ? own : settings.home().resolve("config/framework.properties");
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal("The settings " + file + " cannot be read: " + e + ".", e);
    }
    return properties.stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, properties::getProperty));
  }

  /** Logging comes from the launcher's class path, so that it works before any bundle does. */
  private static String exportedByLauncher(Build build) {
    return String.join(
        ",",
        List.of(
            "org.slf4j;version=" + OLD_SLF4J,
            "org.slf4j;version=" + build.slf4j(),
            "org.slf4j.event;version=" + build.slf4j(),
            "org.slf4j.helpers;version=" + OLD_SLF4J,
            "org.slf4j.helpers;version=" + build.slf4j(),
            "org.slf4j.spi;version=" + OLD_SLF4J,
            "org.slf4j.spi;version=" + build.slf4j(),
            "org.osgi.service.log;version=1.5",
            "org.osgi.service.log.admin;version=1.0",
            "org.apache.commons.logging;version=" + COMMONS_LOGGING,
            "org.apache.commons.logging.impl;version=" + COMMONS_LOGGING,
            "dev.buntime.log;version=1.1.0"));
  }
}
